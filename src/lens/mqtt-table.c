#include "lens/mqtt-table.h"

#include <stddef.h>

#include "base/poison.h"

const char *mqtt_type_name(unsigned type)
{
	static const char *const names[] = {
		"reserved", "CONNECT",  "CONNACK",    "PUBLISH", "PUBACK",      "PUBREC",
		"PUBREL",   "PUBCOMP",  "SUBSCRIBE",  "SUBACK",  "UNSUBSCRIBE", "UNSUBACK",
		"PINGREQ",  "PINGRESP", "DISCONNECT", "AUTH",
	};

	return names[type & 15];
}

static const struct mqtt_property properties[] = {
	{ 0x01, MQTT_BYTE, "payload_format" },
	{ 0x02, MQTT_U32, "message_expiry" },
	{ 0x03, MQTT_STRING, "content_type" },
	{ 0x08, MQTT_STRING, "response_topic" },
	{ 0x09, MQTT_BINARY, "correlation_data" },
	{ 0x0b, MQTT_VARINT, "subscription_id" },
	{ 0x11, MQTT_U32, "session_expiry" },
	{ 0x12, MQTT_STRING, "assigned_client_id" },
	{ 0x13, MQTT_U16, "server_keep_alive" },
	{ 0x15, MQTT_STRING, "authentication_method" },
	{ 0x16, MQTT_BINARY, "authentication_data" },
	{ 0x17, MQTT_BYTE, "request_problem_information" },
	{ 0x18, MQTT_U32, "will_delay" },
	{ 0x19, MQTT_BYTE, "request_response_information" },
	{ 0x1a, MQTT_STRING, "response_information" },
	{ 0x1c, MQTT_STRING, "server_reference" },
	{ 0x1f, MQTT_STRING, "reason_string" },
	{ 0x21, MQTT_U16, "receive_maximum" },
	{ 0x22, MQTT_U16, "topic_alias_maximum" },
	{ 0x23, MQTT_U16, "topic_alias" },
	{ 0x24, MQTT_BYTE, "maximum_qos" },
	{ 0x25, MQTT_BYTE, "retain_available" },
	{ 0x26, MQTT_PAIR, "user_property" },
	{ 0x27, MQTT_U32, "maximum_packet_size" },
	{ 0x28, MQTT_BYTE, "wildcard_subscription_available" },
	{ 0x29, MQTT_BYTE, "subscription_id_available" },
	{ 0x2a, MQTT_BYTE, "shared_subscription_available" },
};

const struct mqtt_property *mqtt_property(unsigned id)
{
	for (size_t i = 0; i < sizeof(properties) / sizeof(properties[0]); i++) {
		if (properties[i].id == id)
			return &properties[i];
	}
	return NULL;
}

/* MQTT 5.0, 2.4, from 0x80 on. */
static const struct {
	uint8_t code;
	const char *name;
} failures[] = {
	{ 0x80, "unspecified error" },
	{ 0x81, "malformed packet" },
	{ 0x82, "protocol error" },
	{ 0x83, "implementation specific error" },
	{ 0x84, "unsupported protocol version" },
	{ 0x85, "client identifier not valid" },
	{ 0x86, "bad user name or password" },
	{ 0x87, "not authorized" },
	{ 0x88, "server unavailable" },
	{ 0x89, "server busy" },
	{ 0x8a, "banned" },
	{ 0x8b, "server shutting down" },
	{ 0x8c, "bad authentication method" },
	{ 0x8d, "keep alive timeout" },
	{ 0x8e, "session taken over" },
	{ 0x8f, "topic filter invalid" },
	{ 0x90, "topic name invalid" },
	{ 0x91, "packet identifier in use" },
	{ 0x92, "packet identifier not found" },
	{ 0x93, "receive maximum exceeded" },
	{ 0x94, "topic alias invalid" },
	{ 0x95, "packet too large" },
	{ 0x96, "message rate too high" },
	{ 0x97, "quota exceeded" },
	{ 0x98, "administrative action" },
	{ 0x99, "payload format invalid" },
	{ 0x9a, "retain not supported" },
	{ 0x9b, "QoS not supported" },
	{ 0x9c, "use another server" },
	{ 0x9d, "server moved" },
	{ 0x9e, "shared subscriptions not supported" },
	{ 0x9f, "connection rate exceeded" },
	{ 0xa0, "maximum connect time" },
	{ 0xa1, "subscription identifiers not supported" },
	{ 0xa2, "wildcard subscriptions not supported" },
};

/* MQTT 3.1.1, 3.2.2.3 and 3.9.3. */
static const char *old_reason(enum mqtt_type type, unsigned code)
{
	static const char *const refusals[] = {
		"accepted",           "unacceptable protocol version", "identifier rejected",
		"server unavailable", "bad user name or password",     "not authorized",
	};
	static const char *const granted[] = { "granted QoS 0", "granted QoS 1", "granted QoS 2" };

	if (type == MQTT_CONNACK && code < sizeof(refusals) / sizeof(refusals[0]))
		return refusals[code];
	if (type == MQTT_SUBACK && code < sizeof(granted) / sizeof(granted[0]))
		return granted[code];
	return type == MQTT_SUBACK && code == 0x80 ? "failure" : NULL;
}

static const char *success(enum mqtt_type type, unsigned code)
{
	switch (code) {
	case 0x00:
		if (type == MQTT_SUBACK)
			return "granted QoS 0";
		return type == MQTT_DISCONNECT ? "normal disconnection" : "success";
	case 0x01: return "granted QoS 1";
	case 0x02: return "granted QoS 2";
	case 0x04: return "disconnect with will message";
	case 0x10: return "no matching subscribers";
	case 0x11: return "no subscription existed";
	case 0x18: return "continue authentication";
	case 0x19: return "re-authenticate";
	default: return NULL;
	}
}

const char *mqtt_reason(enum mqtt_type type, unsigned code, unsigned version)
{
	if (version < 5)
		return old_reason(type, code);
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		if (failures[i].code == code)
			return failures[i].name;
	}
	return success(type, code);
}
