/* MQTT 3.1, 3.1.1 and 5.0, a packet a message. */
#include <stdio.h>
#include <string.h>

#include "lens/fields.h"
#include "lens/hex-rows.h"
#include "lens/lens-table.h"
#include "lens/mqtt-table.h"
#include "base/poison.h"

enum {
	LENGTH_MAX = 4, /* bytes of a length */
	KEPT_VERSION = 0, /* scan->kept: of this direction, once it is known */
	NEWEST = 5,
	FLAG_RETAIN = 1,
	FLAG_DUP = 8,
	CONNECT_CLEAN = 2,
	CONNECT_WILL = 4,
	CONNECT_WILL_RETAIN = 0x20,
	CONNECT_PASSWORD = 0x40,
	CONNECT_USER = 0x80,
};

/* A packet being told. */
struct packet {
	struct fields f;
	enum mqtt_type type;
	unsigned flags, version;
};

/* --- Where a packet ends. */

/* The length that stands behind the first byte; `*head` bytes are before the rest. 0: not all of it
 * is there; 1: it is; -1: it is too long. */
static int read_length(const char *bytes, size_t n, uint64_t *length, size_t *head)
{
	*length = 0;
	for (size_t i = 0; i < LENGTH_MAX; i++) {
		if (i + 1 >= n)
			return 0;
		*length |= (uint64_t)(bytes[i + 1] & 0x7f) << 7 * i;
		*head = i + 2;
		if (!(bytes[i + 1] & 0x80))
			return 1;
	}
	return -1;
}

/* The version that a packet tells; 0 if it doesn't. */
static unsigned version_of(const char *bytes, size_t n, size_t head, uint64_t length)
{
	unsigned type = (uint8_t)bytes[0] >> 4;
	size_t name = n >= head + 2 ? (size_t)(uint8_t)bytes[head + 1] : 0;

	if (type == MQTT_CONNECT && (name == 4 || name == 6) && n > head + 2 + name)
		return (uint8_t)bytes[head + 2 + name] & 0x7f;
	if (type == MQTT_CONNACK)
		return length > 2 ? NEWEST : NEWEST - 1;
	if (type == MQTT_AUTH || (type == MQTT_DISCONNECT && length))
		return NEWEST;
	return 0;
}

static size_t frame(struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		    const char *bytes, size_t n, bool ended)
{
	uint64_t length;
	unsigned version;
	size_t head;
	int whole = read_length(bytes, n, &length, &head);

	(void)o;
	(void)d;
	(void)ended;
	scan->at = n;
	if (whole < 0)
		return 1 + LENGTH_MAX;
	if (!whole)
		return 0;
	scan->length = head + length;
	if (scan->length > n)
		return 0;
	version = version_of(bytes, (size_t)scan->length, head, length);
	if (version)
		scan->kept[KEPT_VERSION] = version;
	return (size_t)scan->length;
}

/* --- Parts. */

static const char *take_string(struct fields *f, size_t *n)
{
	return fields_take_bytes(f, fields_take(f, 2), n);
}

static void tell_string(struct fields *f, const char *name)
{
	size_t n;
	const char *bytes = take_string(f, &n);

	fields_text(f, name, bytes, n);
}

static uint64_t take_varint(struct fields *f)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < LENGTH_MAX; i++) {
		uint64_t byte = fields_take(f, 1);

		value |= (byte & 0x7f) << 7 * i;
		if (!(byte & 0x80))
			return value;
	}
	fields_wrong(f, "a number of more than four bytes");
	return value;
}

static void tell_reason(struct packet *p, const char *name, unsigned code)
{
	const char *words = mqtt_reason(p->type, code, p->version);
	char text[64];

	snprintf(text, sizeof(text), "%u%s%s%s", code, words ? " (" : "", words ? words : "",
		 words ? ")" : "");
	fields_word(&p->f, name, text);
}

static void tell_pair(struct fields *f, const char *name)
{
	size_t key_length, n;
	const char *key = take_string(f, &key_length), *value = take_string(f, &n);
	struct str text;

	str_init(&text);
	str_append(&text, key, key_length);
	str_append_string(&text, ": ");
	str_append(&text, value, n);
	fields_text(f, name, text.text, text.length);
	str_fini(&text);
}

static void tell_property(struct fields *f, const struct mqtt_property *property)
{
	const char *bytes;
	size_t n;

	switch (property->value) {
	case MQTT_BYTE: fields_number(f, property->name, fields_take(f, 1)); break;
	case MQTT_U16: fields_number(f, property->name, fields_take(f, 2)); break;
	case MQTT_U32: fields_number(f, property->name, fields_take(f, 4)); break;
	case MQTT_VARINT: fields_number(f, property->name, take_varint(f)); break;
	case MQTT_STRING: tell_string(f, property->name); break;
	case MQTT_PAIR: tell_pair(f, property->name); break;
	case MQTT_BINARY:
		bytes = take_string(f, &n);
		fields_hex(f, property->name, bytes, n);
		break;
	}
}

/* What comes more than once is kept in the tree by numbers behind the name. */
static void tell_properties(struct packet *p, const char *name)
{
	struct fields *f = &p->f, part;
	size_t length;
	Json *pairs = NULL;
	const char *bytes;

	if (p->version < NEWEST || f->wrong)
		return;
	bytes = fields_take_bytes(f, take_varint(f), &length);
	if (!length || f->wrong)
		return;
	part = (struct fields){ .bytes = bytes, .n = length, .out = f->out, .object = f->object };
	fields_line(&part, name);
	fields_enter(&part, name);
	while (fields_left(&part)) {
		const struct mqtt_property *property = mqtt_property(
			(unsigned)fields_take(&part, 1));
		Json *around = part.object;

		if (!property) {
			fields_wrong(&part, "a property that there isn't");
			break;
		}
		if (property->value == MQTT_PAIR) {
			pairs = pairs ? pairs : fields_array(&part, "user_properties");
			fields_enter_item(&part, pairs);
		}
		tell_property(&part, property);
		fields_leave(&part, around);
	}
	f->wrong = part.wrong;
}

/* --- Packets. */

static void tell_connect(struct packet *p)
{
	struct fields *f = &p->f;
	unsigned flags;
	size_t n;

	tell_string(f, "protocol");
	p->version = (unsigned)fields_take(f, 1) & 0x7f;
	fields_word(f, "version", p->version == NEWEST ? "5.0" : p->version == 4 ? "3.1.1" : "3.1");
	if (p->version < 3 || p->version > NEWEST)
		fields_wrong(f, "a version that there isn't");
	flags = (unsigned)fields_take(f, 1);
	if (flags & CONNECT_CLEAN)
		fields_flag(f, p->version == NEWEST ? "clean_start" : "clean_session");
	fields_number(f, "keep_alive", fields_take(f, 2));
	tell_properties(p, "properties");
	fields_line(f, NULL);
	tell_string(f, "client_id");
	if (flags & CONNECT_USER && !(flags & CONNECT_WILL) && !f->wrong)
		tell_string(f, "user");
	if (flags & CONNECT_WILL) {
		const char *payload;

		tell_properties(p, "will_properties");
		fields_line(f, NULL);
		tell_string(f, "will_topic");
		fields_number(f, "will_qos", flags >> 3 & 3);
		if (flags & CONNECT_WILL_RETAIN)
			fields_flag(f, "will_retain");
		payload = take_string(f, &n);
		fields_payload(f, "will_payload", payload, n);
		if (flags & CONNECT_USER && !f->wrong) {
			fields_line(f, NULL);
			tell_string(f, "user");
		}
	}
	if (flags & CONNECT_PASSWORD && !f->wrong) {
		take_string(f, &n);
		/* Its length alone is told. */
		fields_number(f, "password_bytes", n);
	}
}

static void tell_connack(struct packet *p)
{
	if (fields_take(&p->f, 1) & 1)
		fields_flag(&p->f, "session_present");
	tell_reason(p, "reason", (unsigned)fields_take(&p->f, 1));
	tell_properties(p, "properties");
}

static void tell_publish(struct packet *p)
{
	struct fields *f = &p->f;
	unsigned qos = p->flags >> 1 & 3;
	const char *payload;
	size_t n;

	tell_string(f, "topic");
	fields_number(f, "qos", qos);
	if (qos == 3)
		fields_wrong(f, "a QoS that there isn't");
	if (qos)
		fields_number(f, "packet_id", fields_take(f, 2));
	if (p->flags & FLAG_DUP)
		fields_flag(f, "dup");
	if (p->flags & FLAG_RETAIN)
		fields_flag(f, "retain");
	tell_properties(p, "properties");
	payload = fields_take_bytes(f, fields_left(f), &n);
	if (n || f->object)
		fields_payload(f, "payload", payload, n);
}

/* A packet's number, and since 5.0 a reason and properties where they aren't the default. */
static void tell_answer(struct packet *p)
{
	if (p->type != MQTT_DISCONNECT && p->type != MQTT_AUTH)
		fields_number(&p->f, "packet_id", fields_take(&p->f, 2));
	if (!fields_left(&p->f))
		return;
	p->version = NEWEST;
	tell_reason(p, "reason", (unsigned)fields_take(&p->f, 1));
	if (fields_left(&p->f))
		tell_properties(p, "properties");
}

static void tell_filter(struct packet *p, Json *array)
{
	Json *around = fields_enter_item(&p->f, array);
	unsigned options;

	fields_line(&p->f, NULL);
	tell_string(&p->f, "filter");
	if (p->type == MQTT_SUBSCRIBE && !p->f.wrong) {
		options = (unsigned)fields_take(&p->f, 1);
		fields_number(&p->f, "qos", options & 3);
		if (options & 4)
			fields_flag(&p->f, "no_local");
		if (options & 8)
			fields_flag(&p->f, "retain_as_published");
		if (options >> 4 & 3)
			fields_number(&p->f, "retain_handling", options >> 4 & 3);
	}
	fields_leave(&p->f, around);
}

static void tell_filters(struct packet *p)
{
	Json *array;

	fields_number(&p->f, "packet_id", fields_take(&p->f, 2));
	tell_properties(p, "properties");
	array = fields_array(&p->f, "filters");
	while (fields_left(&p->f) && !p->f.wrong)
		tell_filter(p, array);
}

static void tell_reasons(struct packet *p)
{
	Json *array, *around;

	fields_number(&p->f, "packet_id", fields_take(&p->f, 2));
	tell_properties(p, "properties");
	array = fields_left(&p->f) ? fields_array(&p->f, "reasons") : NULL;
	while (fields_left(&p->f) && !p->f.wrong) {
		around = fields_enter_item(&p->f, array);
		tell_reason(p, "reason", (unsigned)fields_take(&p->f, 1));
		fields_leave(&p->f, around);
	}
}

static void tell_rest(struct packet *p)
{
	switch (p->type) {
	case MQTT_CONNECT: tell_connect(p); break;
	case MQTT_CONNACK: tell_connack(p); break;
	case MQTT_PUBLISH: tell_publish(p); break;
	case MQTT_PUBACK:
	case MQTT_PUBREC:
	case MQTT_PUBREL:
	case MQTT_PUBCOMP:
	case MQTT_DISCONNECT:
	case MQTT_AUTH: tell_answer(p); break;
	case MQTT_SUBSCRIBE:
	case MQTT_UNSUBSCRIBE: tell_filters(p); break;
	case MQTT_SUBACK:
	case MQTT_UNSUBACK: tell_reasons(p); break;
	case MQTT_PINGREQ:
	case MQTT_PINGRESP: break;
	}
	if (fields_left(&p->f))
		fields_wrong(&p->f, "bytes behind the end of the packet");
}

/* The flags that a packet other than PUBLISH must have. */
static unsigned fixed_flags(enum mqtt_type type)
{
	bool two = type == MQTT_PUBREL || type == MQTT_SUBSCRIBE || type == MQTT_UNSUBSCRIBE;

	return two ? 2 : 0;
}

static void tell(struct packet *p, unsigned version, const char *bytes, size_t n)
{
	uint64_t length;
	size_t head = n;
	int whole = read_length(bytes, n, &length, &head);

	p->type = (enum mqtt_type)((uint8_t)bytes[0] >> 4);
	p->flags = (uint8_t)bytes[0] & 15;
	p->version = version ? version : NEWEST - 1;
	fields_type(&p->f, mqtt_type_name(p->type));
	if (whole <= 0) {
		fields_wrong(&p->f, whole ? "a length of more than four bytes" : "cut off");
		return;
	}
	p->f.bytes = bytes + head;
	p->f.n = n - head;
	if (!p->type)
		fields_wrong(&p->f, "a type that there isn't");
	else
		tell_rest(p);
	if (p->type != MQTT_PUBLISH && p->flags != fixed_flags(p->type))
		fields_wrong(&p->f, "flags that it can't have");
}

/* --- The row. */

static void show(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		 const char *bytes, size_t n, struct lens_text *out)
{
	struct packet p = { .f = { .out = out } };

	(void)o;
	(void)d;
	tell(&p, (unsigned)scan->kept[KEPT_VERSION], bytes, n);
	lens_newline(out);
	if (p.f.wrong)
		hex_rows(bytes, n, 0, 4, out);
}

static Json *tree(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		  const char *bytes, size_t n, bool *wrong)
{
	struct packet p = { .f = { .object = json_new_object() } };
	Json *j = p.f.object;

	(void)wrong;
	(void)o;
	(void)d;
	tell(&p, (unsigned)scan->kept[KEPT_VERSION], bytes, n);
	if (!p.f.wrong)
		return j;
	json_free(j);
	return NULL;
}

/* CONNECT, or what answers it. */
static unsigned guess(const char *bytes, size_t n)
{
	uint64_t length;
	size_t head;

	if (n < 4 || read_length(bytes, n, &length, &head) != 1)
		return 0;
	if (bytes[0] == MQTT_CONNECT << 4) {
		bytes += head;
		n -= head;
		return (n >= 6 && memcmp(bytes, "\0\4MQTT", 6) == 0) ||
				       (n >= 8 && memcmp(bytes, "\0\6MQIsdp", 8) == 0) ?
			       100 :
			       0;
	}
	if (bytes[0] != MQTT_CONNACK << 4 || n < head + 2 || (uint8_t)bytes[head] > 1)
		return 0;
	if (length == 2)
		return (uint8_t)bytes[head + 1] <= 5 ? 80 : 0;
	return n > head + 2 && length == 3 + (uint64_t)(uint8_t)bytes[head + 2] ? 80 : 0;
}

const struct lens_row lens_mqtt = {
	.name = "mqtt",
	.summary = "MQTT 3.1.1 and 5.0: packets with their properties, payloads as text or hex",
	.frame = frame,
	.show = show,
	.tree = tree,
	.guess = guess,
};
