/*
 * Names of MQTT: packets, properties, reasons.
 */
#ifndef HAIL_LENS_MQTT_TABLE_H
#define HAIL_LENS_MQTT_TABLE_H

#include <stdint.h>

enum mqtt_type {
	MQTT_CONNECT = 1,
	MQTT_CONNACK,
	MQTT_PUBLISH,
	MQTT_PUBACK,
	MQTT_PUBREC,
	MQTT_PUBREL,
	MQTT_PUBCOMP,
	MQTT_SUBSCRIBE,
	MQTT_SUBACK,
	MQTT_UNSUBSCRIBE,
	MQTT_UNSUBACK,
	MQTT_PINGREQ,
	MQTT_PINGRESP,
	MQTT_DISCONNECT,
	MQTT_AUTH,
};

/* What a property's value is (MQTT 5.0, 2.2.2.2). */
enum mqtt_value { MQTT_BYTE, MQTT_U16, MQTT_U32, MQTT_VARINT, MQTT_STRING, MQTT_BINARY, MQTT_PAIR };

struct mqtt_property {
	uint8_t id;
	enum mqtt_value value;
	const char *name;
};

/* The name of a type of packets, 0 to 15. */
const char *mqtt_type_name(unsigned type);

/* The property of that number; NULL if there is none. */
const struct mqtt_property *mqtt_property(unsigned id);

/* What a reason code of a packet means; NULL if nobody knows. `version` is 5, or below. */
const char *mqtt_reason(enum mqtt_type type, unsigned code, unsigned version);

#endif
