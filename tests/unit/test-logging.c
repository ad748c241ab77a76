/* The log of a session: its formats, and what a disk without room does to it. */
#include "unit/unit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/private-file.h"
#include "script-transport.h"
#include "session/logging.h"
#include "session/session.h"

enum { STAMP = sizeof("2026-11-22 12:00:00.000 ") - 1 };

struct fixture {
	Session *session;
	History *history;
	struct buf sent;
	struct str messages;
	struct buf log; /* what it has, once it is read */
	char folder[32], path[64];
	int64_t now;
};

static void on_message(void *user, enum message_kind kind, const char *text)
{
	struct fixture *f = user;

	str_append_format(&f->messages, "%s%s\n", kind == MESSAGE_ERROR ? "! " : "", text);
}

static void init(struct fixture *f, enum session_log_format format)
{
	static const struct session_events events = { .message = on_message };
	const struct session_settings settings = { .charset = "UTF-8",
						   .fallback_charset = "CP1252",
						   .history_lines = 1000,
						   .history_bytes = 1 << 20 };
	struct session_log_config config = { .format = format, .session = "a \"b\"" };
	struct err e;

	*f = (struct fixture){ .now = 1000 };
	snprintf(f->folder, sizeof(f->folder), "/tmp/hail-logging-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	snprintf(f->path, sizeof(f->path), "%s/log", f->folder);
	str_init(&f->messages);
	f->history = history_new(100);
	f->session = session_new(&settings, 80, 23, f->history, &events, f);
	config.name = f->path;
	assert_true(session_log(f->session, &config, 0, &e));
}

static void attach(struct fixture *f, const struct script_step *steps, size_t count,
		   enum telnet_protocol protocol)
{
	struct session_wire wire = { .protocol = protocol };

	session_attach(f->session, script_transport(steps, count, 4096, &f->sent), &wire, f->now,
		       5000);
}

static void pump(struct fixture *f)
{
	for (int i = 0; i < 40; i++)
		session_pump(f->session, f->now, 5000);
}

static void type(struct fixture *f, const char *text)
{
	for (; *text; text++) {
		struct key k = { KEYSYM_CHAR, (unsigned char)*text, 0 };

		if (*text == '\n')
			k = (struct key){ .sym = KEYSYM_ENTER };
		if (session_key(f->session, k) == LINE_ACCEPTED)
			session_line(f->session, '\0', 5000, NULL);
	}
}

/* What the file has; valid until fini. */
static const char *read_file(struct fixture *f, const char *more)
{
	char path[80];

	snprintf(path, sizeof(path), "%s%s", f->path, more);
	buf_fini(&f->log);
	buf_init(&f->log);
	assert_true(private_file_read(path, "log", &f->log, NULL));
	buf_append(&f->log, "", 1);
	return buf_data(&f->log);
}

/* Checks the lines of the log, their times aside. */
static void expect(struct fixture *f, const char *expected)
{
	struct str seen;

	str_init(&seen);
	for (const char *at = read_file(f, ""); *at; at = strchr(at, '\n') + 1) {
		assert_true(strlen(at) > STAMP);
		str_append(&seen, at + STAMP, strcspn(at + STAMP, "\n") + 1);
	}
	assert_string_equal(seen.text, expected);
	str_fini(&seen);
}

static void end_session(struct fixture *f)
{
	session_free(f->session);
	f->session = NULL;
}

static void fini(struct fixture *f)
{
	char command[64];

	session_free(f->session);
	history_free(f->history);
	buf_fini(&f->sent);
	buf_fini(&f->log);
	str_fini(&f->messages);
	snprintf(command, sizeof(command), "rm -rf %s", f->folder);
	assert_int_equal(system(command), 0);
}

#define DATA(text)                                  \
	{                                           \
		SCRIPT_DATA, text, sizeof(text) - 1 \
	}

/* Escapes, controls, marks of direction, CR tricks and times that are made up: each received line
 * stands behind its own time and sign. */
static void test_hostile(void **state)
{
	static const struct script_step steps[] = {
		DATA("real\r\n2026-11-22 12:00:00.000 > forged\r\n"
		     "over\rwritten\x1b[2K\r\n\x1b]0;title\x07\x9b\x31mx\xe2\x80\xaey\x7f\x01\r\n"
		     "a\xe2\x80\xa8"
		     "b\x0b\x0c"
		     "c\x85"
		     "d\r\n\tTAB\r\n"),
		{ .action = SCRIPT_EOF },
	};
	struct fixture f;

	(void)state;
	init(&f, SESSION_LOG_TEXT);
	attach(&f, steps, 2, TELNET_PROTOCOL_RAW);
	pump(&f);
	end_session(&f);
	const char *text = read_file(&f, "");
	for (const char *line = text; *line; line = strchr(line, '\n') + 1)
		assert_true(line[STAMP] == '<' && line[STAMP + 1] == ' ');
	for (const char *at = text; *at; at++)
		assert_true((unsigned char)*at >= 0x20 ? *at != 0x7f : *at == '\t' || *at == '\n');
	assert_non_null(strstr(text, " < 2026-11-22 12:00:00.000 > forged\n"));
	assert_non_null(strstr(text, "<U+202E>"));
	fini(&f);
}

/* What a peer makes of a line that was sent, by cutting, filling, erasing or copying it, wasn't
 * sent, nor is it sent again. */
static void test_changed_echo(void **state)
{
	static const char *const changes[] = {
		"\x1b[A\x1b[3G\x1b[7P\x1b[B\r",    "\x1b[A\x1b[3G\x1b[4@no: \x1b[B\r",
		"\x1b[A\x1b[3G\x1b[7X\x1b[B\r",    "\x1b[A\x1b[3GREALLY\x1b[B\r",
		"\x1b[1;10;1;20;1;5;1$v\x1b[6;1H", "\x1b[A\x1b[3G\x1b[7P\x1b[12C"
	};
	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		const struct script_step steps[] = {
			DATA("\x1b[2J\x1b[H$ "),
			{ .action = SCRIPT_AGAIN },
			{ SCRIPT_DATA, changes[i], strlen(changes[i]) },
			{ .action = SCRIPT_AGAIN },
			DATA("\r\nbye\r\n"),
			{ .action = SCRIPT_EOF },
		};
		struct fixture f;
		const char *sent;

		init(&f, SESSION_LOG_TEXT);
		attach(&f, steps, 6, TELNET_PROTOCOL_RAW);
		session_pump(f.session, f.now, 5000);
		type(&f, "do not delete all\n");
		session_pump(f.session, f.now, 5000);
		pump(&f);
		end_session(&f);
		sent = strstr(read_file(&f, ""), " > ");
		assert_non_null(sent);
		assert_int_equal(strncmp(sent, " > do not delete all\n", 21), 0);
		if (strstr(sent + 1, " > "))
			fail_msg("%s", read_file(&f, ""));
		fini(&f);
	}
}

static const struct script_step talk[] = {
	DATA("a \x1b[1;31mred\x1b[m <b> & \xe2\x80\xae!\r\npassword 7 "
	     "\x1b[32m0822455D0A16\x1b[m\r\n"
	     "name? "),
	{ .action = SCRIPT_AGAIN },
	DATA("hello\r\nPassword: \xff\xfb\x01"),
	{ .action = SCRIPT_AGAIN },
	DATA("\xff\xfc\x01\r\nbye\r\n"),
	{ .action = SCRIPT_EOF },
};

static void run_talk(struct fixture *f, enum session_log_format format)
{
	init(f, format);
	attach(f, talk, sizeof(talk) / sizeof(talk[0]), TELNET_PROTOCOL_TELNET);
	session_pump(f->session, f->now, 5000);
	type(f, "joe\n");
	session_pump(f->session, f->now, 5000);
	type(f, "sesame\n");
	pump(f);
	end_session(f);
	assert_null(strstr(read_file(f, ""), "sesame"));
}

static void test_text(void **state)
{
	struct fixture f;

	(void)state;
	run_talk(&f, SESSION_LOG_TEXT);
	expect(&f, "< a red <b> & <U+202E>!\n< password 7 [redacted]\n< name?\n> joe\n< hello\n"
		   "< Password:\n< bye\n");
	fini(&f);
}

static void test_ansi(void **state)
{
	struct fixture f;

	(void)state;
	run_talk(&f, SESSION_LOG_ANSI);
	const char *text = read_file(&f, "");
	assert_non_null(
		strstr(text, " < a \x1b[0;1;31mred\x1b[0m <b> & \x1b[0;2m<U+202E>\x1b[0m!\n"));
	assert_non_null(strstr(text, " < password 7 \x1b[0;1m[redacted]\x1b[0m\n"));
	assert_null(strstr(text, "0822"));
	fini(&f);
}

static void test_html(void **state)
{
	struct fixture f;

	(void)state;
	run_talk(&f, SESSION_LOG_HTML);
	const char *text = read_file(&f, "");
	assert_int_equal(strncmp(text, "<!DOCTYPE html>\n", 16), 0);
	assert_non_null(strstr(text,
			       "</time> &lt; a <span style=\"color:#cd0000;font-weight:bold;\">"
			       "red</span> &lt;b&gt; &amp; <span style=\"color:"));
	assert_non_null(strstr(text, "<div class=\"sent\"><time>"));
	assert_null(strstr(text, "0822"));
	fini(&f);
}

static void test_json(void **state)
{
	static const char *const texts[] = { "a red <b> & <U+202E>!",
					     "password 7 [redacted]",
					     "name?",
					     "joe",
					     "hello",
					     "Password:",
					     "bye" };
	struct fixture f;
	size_t i = 0;

	(void)state;
	run_talk(&f, SESSION_LOG_JSON);
	for (const char *at = read_file(&f, ""); *at; at = strchr(at, '\n') + 1, i++) {
		struct err e;
		Json *line = json_parse(at, strcspn(at, "\n"), &e);
		size_t n;

		assert_non_null(line);
		assert_string_equal(json_text(json_member(line, "text"), &n), texts[i]);
		assert_string_equal(json_text(json_member(line, "session"), &n), "a \"b\"");
		assert_string_equal(json_text(json_member(line, "direction"), &n),
				    i == 3 ? "sent" : "received");
		assert_string_equal(json_text(json_member(line, "time"), &n),
				    "1970-01-01T00:00:05.000+00:00");
		json_free(line);
	}
	assert_int_equal(i, 7);
	fini(&f);
}

/* The bytes of both directions; the other file says which are which, and how many were hidden. */
static void test_raw(void **state)
{
	struct fixture f;
	struct str received, sent;
	unsigned hidden = 0;

	(void)state;
	str_init(&received);
	str_init(&sent);
	run_talk(&f, SESSION_LOG_RAW);
	char *times = strdup(read_file(&f, ".times"));
	const char *bytes = read_file(&f, "");
	for (char *at = times; *at; at = strchr(at, '\n') + 1) {
		unsigned long long offset;
		size_t n;
		char sign;

		assert_int_equal(sscanf(at + STAMP, "%c %llu %zu", &sign, &offset, &n), 3);
		assert_true(offset + n < buf_length(&f.log));
		str_append(sign == '<' ? &received : &sent, bytes + offset, n);
		if (strstr(at, "hidden") && strstr(at, "hidden") < strchr(at, '\n'))
			hidden += (unsigned)atoi(strstr(at, "hidden") + 7);
	}
	assert_non_null(strstr(received.text, "a \x1b[1;31mred\x1b[m <b>"));
	assert_non_null(
		strstr(received.text, "password 7 \x1b[32m[redacted]\x1b[m\r\nname? hello"));
	assert_non_null(strstr(received.text, "Password: \xff\xfb\x01\xff\xfc\x01\r\nbye\r\n"));
	assert_non_null(strstr(sent.text, "joe\r\n"));
	assert_int_equal(hidden, strlen("sesame\r\n"));
	free(times);
	str_fini(&received);
	str_fini(&sent);
	fini(&f);
}

/* What is said and sent between its lines doesn't end a private key. */
static void test_private_key(void **state)
{
	static const struct script_step steps[] = {
		DATA("-----BEGIN PRIVATE KEY-----\r\nQUJDREVGR0hJSktMTU5P\r\n"),
		{ .action = SCRIPT_AGAIN },
		DATA("UVJTVFVWV1hZWmFiY2Rl\r\n-----END PRIVATE KEY-----\r\nmore\r\n"),
	};
	struct fixture f;

	(void)state;
	init(&f, SESSION_LOG_TEXT);
	attach(&f, steps, 1, TELNET_PROTOCOL_RAW);
	pump(&f);
	session_disconnect(f.session, 5000);
	session_notice(f.session, 5000, "[said] (in the middle)");
	attach(&f, steps + 2, 1, TELNET_PROTOCOL_RAW);
	pump(&f);
	end_session(&f);
	expect(&f, "< -----BEGIN PRIVATE KEY-----\n< [redacted]\n* [said] (in the middle)\n"
		   "< [redacted]\n< -----END PRIVATE KEY-----\n< more\n");
	fini(&f);
}

/* The option may change while the log goes on. */
static void test_redact_changes(void **state)
{
	static const struct script_step steps[] = {
		DATA("enable secret one1one\r\n"), { .action = SCRIPT_AGAIN },
		DATA("enable secret two2two\r\n"), { .action = SCRIPT_AGAIN },
		DATA("enable secret three3\r\n"),
	};
	static const struct {
		enum session_log_format format;
		const char *seen;
	} cases[] = {
		{ SESSION_LOG_TEXT, "< enable secret [redacted]\n< enable secret two2two\n"
				    "< enable secret [redacted]\n" },
		{ SESSION_LOG_RAW, "enable secret [redacted]\r\nenable secret two2two\r\n"
				   "enable secret [redacted]\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct fixture f;

		init(&f, cases[i].format);
		attach(&f, steps, 5, TELNET_PROTOCOL_RAW);
		session_pump(f.session, f.now, 5000);
		session_redact_log(f.session, false);
		session_pump(f.session, f.now, 5000);
		session_redact_log(f.session, true);
		pump(&f);
		end_session(&f);
		if (cases[i].format == SESSION_LOG_RAW)
			assert_string_equal(read_file(&f, ""), cases[i].seen);
		else
			expect(&f, cases[i].seen);
		fini(&f);
	}
}

static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* What was missed stands in the log once, in its place. */
static void test_full_disk(void **state)
{
	static const struct script_step steps[] = {
		DATA("one\r\n"),          { .action = SCRIPT_AGAIN },
		DATA("two\r\nthree\r\n"), { .action = SCRIPT_AGAIN },
		DATA("four\r\nop"),       { .action = SCRIPT_AGAIN },
		DATA("en\r\nsix\r\n"),
	};
	struct fixture f;

	(void)state;
	init(&f, SESSION_LOG_TEXT);
	attach(&f, steps, 7, TELNET_PROTOCOL_RAW);
	session_pump(f.session, f.now, 5000);
	limit_files(40);
	session_pump(f.session, f.now, 5000);
	session_pump(f.session, f.now, 5000);
	assert_true(session_log_fails(f.session));
	assert_non_null(strstr(f.messages.text, "! cannot write the log"));
	session_pump(f.session, f.now, 5000);
	session_pump(f.session, f.now, 5000);
	assert_true(session_wants(f.session).deadline <= f.now + 1000);
	limit_files(RLIM_INFINITY);
	f.now += 1000;
	session_tick(f.session, f.now, 5000);
	assert_false(session_log_fails(f.session));
	assert_non_null(strstr(f.messages.text, "goes on"));
	pump(&f);
	end_session(&f);
	expect(&f, "< one\n< two\n< three\n< four\n< open\n< six\n");
	/* It was told once. */
	assert_null(strstr(strstr(f.messages.text, "cannot write") + 1, "cannot write"));
	fini(&f);
}

/* Asked to write all of it now, it is tried at once, and goes on being tried each second. */
static void test_full_disk_synced(void **state)
{
	static const struct script_step steps[] = { DATA("one\r\n") };
	struct fixture f;
	struct err e;

	(void)state;
	init(&f, SESSION_LOG_TEXT);
	limit_files(10);
	attach(&f, steps, 1, TELNET_PROTOCOL_RAW);
	session_pump(f.session, f.now, 5000);
	assert_true(session_log_fails(f.session));
	assert_false(session_sync_log(f.session, &e));
	assert_non_null(strstr(e.text, "cannot write the log"));
	limit_files(RLIM_INFINITY);
	f.now += 1000;
	assert_true(session_wants(f.session).deadline <= f.now);
	session_tick(f.session, f.now, 5000);
	assert_false(session_log_fails(f.session));
	expect(&f, "< one\n");
	fini(&f);
}

/* Another session goes on with the log: it is tried there, and says what is missing. */
static void test_full_disk_moved(void **state)
{
	static const struct script_step steps[] = { DATA("one\r\n"),
						    { .action = SCRIPT_AGAIN },
						    DATA("two\r\nthree\r\n") };
	static const struct script_step others[] = { DATA("four\r\n") };
	struct fixture f, to;

	(void)state;
	init(&f, SESSION_LOG_TEXT);
	init(&to, SESSION_LOG_TEXT);
	assert_true(session_log(to.session, NULL, 0, NULL));
	limit_files(10);
	attach(&f, steps, 3, TELNET_PROTOCOL_RAW);
	pump(&f);
	assert_true(session_log_fails(f.session));
	session_move_log(f.session, to.session);
	assert_true(session_log_fails(to.session));
	limit_files(RLIM_INFINITY);
	to.now += 1000;
	attach(&to, others, 1, TELNET_PROTOCOL_RAW);
	pump(&to);
	assert_false(session_log_fails(to.session));
	expect(&f, "< one\n"
		   "* 2 lines are missing here: they were gone from the scrollback before the "
		   "log could be written\n"
		   "< four\n");
	fini(&f);
	fini(&to);
}

static char *many_lines(size_t count)
{
	struct str text;

	str_init(&text);
	for (size_t i = 0; i < count; i++)
		str_append_format(&text, "line %zu\r\n", i);
	return str_take(&text);
}

/* As far as the scrollback reaches; what it has no more is told. */
static void test_gap(void **state)
{
	char *lines = many_lines(5000);
	const struct script_step steps[] = { DATA("one\r\n"),
					     { .action = SCRIPT_AGAIN },
					     { SCRIPT_DATA, lines, strlen(lines) } };
	struct fixture f;
	size_t count = 0;

	(void)state;
	init(&f, SESSION_LOG_TEXT);
	limit_files(10);
	attach(&f, steps, 3, TELNET_PROTOCOL_RAW);
	session_pump(f.session, f.now, 5000);
	assert_true(session_log_fails(f.session));
	pump(&f);
	limit_files(RLIM_INFINITY);
	f.now += 1000;
	for (int i = 0; i < 10; i++)
		session_tick(f.session, f.now, 5000);
	end_session(&f);
	const char *text = read_file(&f, "");
	for (const char *at = text; (at = strstr(at, " < line ")); at++)
		count++;
	assert_true(count >= 1000 && count < 1100);
	assert_non_null(strstr(text, " < one\n"));
	assert_non_null(strstr(text, "lines are missing here"));
	assert_non_null(strstr(text, " < line 4999\n"));
	free(lines);
	fini(&f);
}

/* At the end it is tried once more, and said if that fails. */
static void test_end(void **state)
{
	static const struct script_step steps[] = { DATA("one\r\n"),
						    { .action = SCRIPT_AGAIN },
						    DATA("two\r\n") };
	struct err e;

	(void)state;
	for (int room = 0; room < 2; room++) {
		struct fixture f;

		init(&f, SESSION_LOG_TEXT);
		limit_files(10);
		attach(&f, steps, 3, TELNET_PROTOCOL_RAW);
		session_pump(f.session, f.now, 5000);
		session_pump(f.session, f.now, 5000);
		session_pump(f.session, f.now, 5000);
		assert_true(session_log_fails(f.session));
		if (room)
			limit_files(RLIM_INFINITY);
		assert_int_equal(session_log(f.session, NULL, 0, &e), room);
		limit_files(RLIM_INFINITY);
		if (room)
			expect(&f, "< one\n< two\n");
		else
			assert_non_null(strstr(e.text, "cannot write"));
		fini(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_changed_echo),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_ansi),
		cmocka_unit_test(test_html),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_raw),
		cmocka_unit_test(test_private_key),
		cmocka_unit_test(test_redact_changes),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_full_disk_synced),
		cmocka_unit_test(test_full_disk_moved),
		cmocka_unit_test(test_gap),
		cmocka_unit_test(test_end),
	};

	setenv("TZ", "UTC", 1);
	signal(SIGXFSZ, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
