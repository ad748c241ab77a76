#include "app/commands.h"

#include <stdlib.h>
#include <string.h>

#include "app/program.h"
#include "app/sent.h"
#include "app/sessions.h"
#include "base/backslash.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/hex.h"
#include "base/json.h"
#include "base/least.h"
#include "base/str.h"
#include "lens/encode.h"
#include "lens/fix-scan.h"
#include "lens/frame-rule.h"
#include "base/poison.h"

enum { SHOWN = 256 }; /* bytes that the notice of what was sent shows */

/* What reads the text of a command as bytes; false with `e` set. */
typedef bool encode_fn(const char *text, struct buf *out, struct err *e);

/* Text as text, so that a log's rules for secrets find what they look for; controls as escapes. */
static void append_text(struct str *out, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		if (byte == '\\')
			str_append_string(out, "\\\\");
		else if (byte >= ' ' && byte < 0x7f)
			str_append_char(out, (char)byte);
		else
			str_append_format(out, "\\x%02x", byte);
	}
}

/* The fields of FIX, as /fix takes them. */
static void append_fields(struct str *out, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		str_append_char(out, bytes[i] == '\001' ? '|' : bytes[i]);
}

static void append_hex(struct str *out, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		str_append_format(out, "%s%02x", i ? " " : "", (unsigned char)bytes[i]);
}

/* Whether most of it can be read. */
static bool is_text(const char *bytes, size_t n)
{
	size_t printable = 0;

	for (size_t i = 0; i < n; i++)
		printable += (bytes[i] >= ' ' && bytes[i] < 0x7f) || memchr("\r\n\t", bytes[i], 3);
	return n && printable >= n - n / 4;
}

/* The peer seldom echoes bytes, so the document says what went. */
static void tell_sent(Session *s, bool secret, const struct buf *bytes)
{
	size_t n = buf_length(bytes), shown = least_size(n, SHOWN);
	const char *data = buf_data(bytes);
	struct str text;

	str_init_secret(&text);
	str_append_format(&text, "sent %zu byte%s%s", n, n == 1 ? "" : "s",
			  secret ? " (secret)" : ": ");
	if (!secret)
		(fix_begins(data, n)  ? append_fields :
		 is_text(data, shown) ? append_text :
					append_hex)(&text, data, shown);
	if (!secret && shown < n)
		str_append_string(&text, " ...");
	session_notice(s, clock_wall_ms(), "%s", text.text);
	str_fini(&text);
}

static bool send_bytes(struct command_context *c, const struct buf *bytes)
{
	Session *s = pane_session(app_current(app_of(c)));
	bool secret = session_line_is_secret(s);

	if (!session_send_bytes(s, WIRE_TYPED, buf_data(bytes), buf_length(bytes), c->e))
		return false;
	tell_sent(s, secret, bytes);
	return true;
}

static bool send_encoded(struct command_context *c, encode_fn *encode, const char *text)
{
	struct buf bytes = { .secret = true };
	bool done = encode(text, &bytes, c->e) && send_bytes(c, &bytes);

	buf_fini(&bytes);
	return done;
}

/* Whether `args` begin with the word; then they go on behind it. */
static bool take_word(const char **args, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*args, word, n) != 0 || ((*args)[n] && (*args)[n] != ' '))
		return false;
	*args += n + strspn(*args + n, " ");
	return true;
}

static bool encode_with_crc(const char *text, struct buf *out, struct err *e)
{
	uint16_t crc;

	if (!hex_read(text, out, e))
		return false;
	crc = encode_modbus_crc(buf_data(out), buf_length(out));
	buf_append_byte(out, (unsigned char)(crc & 0xff));
	buf_append_byte(out, (unsigned char)(crc >> 8));
	return true;
}

bool command_hex(struct command_context *c, const char *args)
{
	bool crc = take_word(&args, "crc");

	return send_encoded(c, crc ? encode_with_crc : hex_read, args);
}

bool command_b64(struct command_context *c, const char *args)
{
	return send_encoded(c, encode_base64, args);
}

bool command_fix(struct command_context *c, const char *args)
{
	return send_encoded(c, encode_fix, args);
}

bool command_frame(struct command_context *c, const char *args)
{
	const Options *options = link_options(pane_link(app_current(app_of(c))));
	struct buf payload = { .secret = true }, frame = { .secret = true };
	struct frame_rule rule;
	bool done = frame_rule_parse(options_value(options, OPTIONS_FRAME), &rule, c->e) &&
		    backslash_decode(args, strlen(args), &payload, c->e) &&
		    frame_rule_make(&rule, buf_data(&payload), buf_length(&payload), &frame,
				    c->e) &&
		    send_bytes(c, &frame);

	buf_fini(&payload);
	buf_fini(&frame);
	return done;
}

bool command_sent(struct command_context *c, const char *args)
{
	(void)args;
	return sent_open(app_of(c), c->e);
}

/* It goes as it was written: what was looked at is what is sent. */
bool command_json(struct command_context *c, const char *args)
{
	Json *value = json_parse(args, strlen(args), c->e);

	if (!value)
		return false;
	json_free(value);
	return session_send(pane_session(app_current(app_of(c))), WIRE_TYPED, args, strlen(args),
			    clock_wall_ms(), c->e);
}
