/* Each example of hail-lua(7) does what it says that it does, and each function has one. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "unit/script-owner.h"

static char folder[] = "/tmp/test-script-manual.XXXXXX";

static char *read_manual(void)
{
	const char *top = getenv("HAIL_SRCDIR");
	char path[4096], bytes[4096];
	struct str text;
	size_t n;
	FILE *file;

	snprintf(path, sizeof(path), "%s/doc/hail-lua.7", top ? top : "..");
	file = fopen(path, "r");
	assert_non_null(file);
	str_init(&text);
	while ((n = fread(bytes, 1, sizeof(bytes), file)))
		str_append(&text, bytes, n);
	fclose(file);
	return str_take(&text);
}

/* Appends text of the manual as it is shown. */
static void unescape(const char *text, size_t n, struct str *out)
{
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\\' && i + 1 < n && text[i + 1] == 'e') {
			str_append_char(out, '\\');
			i++;
		} else {
			str_append_char(out, text[i]);
		}
	}
}

/* The example at or after *at, which becomes its end; false if there is none. */
static bool next_example(const char **at, struct str *out)
{
	static const char begin[] = "\n.Bd -literal -offset indent\n", end[] = "\n.Ed\n";
	const char *first = strstr(*at, begin), *last;

	if (!first)
		return false;
	first += sizeof(begin) - 1;
	last = strstr(first, end);
	assert_non_null(last);
	str_clear(out);
	unescape(first, (size_t)(last - first) + 1, out);
	*at = last;
	return true;
}

/* --- What happens while an example is at work. */

static Json *args_of(const char *text)
{
	struct err e;
	Json *args = json_parse(text, strlen(text), &e);

	assert_non_null(args);
	return args;
}

static void tell(struct script_stage *st, const char *name, const char *detail, const char *text)
{
	struct script_object session = script_stage_session(st, 1);
	Json *args = args_of(text);

	script_event(st->script, &session, name, detail, args);
	json_free(args);
}

static void take_word(void *user, const char *word)
{
	struct script_stage *st = user;

	str_append_format(&st->log, "word %s\n", word);
}

/* What a lens makes of some bytes. */
static void look(void *user, const char *name)
{
	static const char bytes[] = "a=1,b=2;c=3";
	struct script_stage *st = user;
	uint64_t length = 0;
	bool frames;
	struct str lines;

	str_init(&lines);
	assert_true(script_has_lens(st->script, name, &frames));
	if (frames)
		assert_true(script_lens_frame(st->script, name, false, bytes, sizeof(bytes) - 1,
					      &length));
	str_append_format(&st->log, "frame %llu\n", (unsigned long long)length);
	assert_true(script_lens_show(st->script, name, false, bytes, (size_t)length, &lines));
	for (char *line = strtok(lines.text, "\n"); line; line = strtok(NULL, "\n"))
		str_append_format(&st->log, "show %s\n", line);
	str_fini(&lines);
}

static void happen(struct script_stage *st)
{
	static const char *const lines[] = { "Ann tells you: hello", "3 players are here" };
	static const char typed[] = "gg bag", prompt[] = "HP 12>", half[] = "cast f";
	struct script_object session = script_stage_session(st, 1);
	struct key key;

	tell(st, "connect", NULL, "[]");
	tell(st, "gmcp", "Char.Vitals", "[{\"hp\":12,\"maxhp\":40},\"Char.Vitals\"]");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		script_line(st->script, &session, lines[i], strlen(lines[i]));
	script_prompt(st->script, &session, prompt, sizeof(prompt) - 1);
	script_input(st->script, &session, typed, sizeof(typed) - 1);
	script_complete(st->script, &session, half, sizeof(half) - 1, take_word, st);
	key_parse("F5", &key);
	script_key(st->script, &session, key);
	script_each_lens(st->script, look, st);
	script_received(st->script, &session);
	script_stage_pass(st, 70000);
	tell(st, "disconnect", NULL, "[\"closed by the peer\"]");
}

/* Whether a line of the log is `text`, of session 1 if it is about one. */
static bool is_logged(const struct script_stage *st, const char *text, size_t n)
{
	const char *line = st->log.text;

	while (*line) {
		size_t length = strcspn(line, "\n");
		const char *from = strncmp(line, "s1 ", 3) == 0 ? line + 3 : line;

		if (length - (size_t)(from - line) == n && memcmp(from, text, n) == 0)
			return true;
		line += length + (line[length] == '\n');
	}
	return false;
}

static void check_effects(const struct script_stage *st, const char *example)
{
	static const char mark[] = "\n--> ";
	const char *at = example;
	int count = 0;

	while ((at = strstr(at, mark))) {
		at += sizeof(mark) - 1;
		if (!is_logged(st, at, strcspn(at, "\n")))
			fail_msg("%s\ndoesn't do %.*s\nbut\n%s", example, (int)strcspn(at, "\n"),
				 at, st->log.text);
		at--;
		count++;
	}
	if (count == 0)
		fail_msg("%s\ndoesn't say what it does", example);
}

static void write_file(const char *name, const char *text, char path[200])
{
	FILE *file;

	snprintf(path, 200, "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void run_example(const char *example)
{
	struct script_settings settings = { .modules = folder };
	struct script_object host = { script_stage_host, 1, 1 };
	struct script_stage st;
	char path[200];
	struct err e;

	settings.trusted = strstr(example, "io.") != NULL;
	assert_true(script_stage_set(&st, &settings));
	write_file("example.lua", example, path);
	if (!script_load(st.script, path, &e))
		fail_msg("%s\nfails with %s", example, e.text);
	if (script_has_function(st.script))
		assert_true(script_start(st.script, &host));
	happen(&st);
	if (st.errors.length || strstr(st.log.text, " failed "))
		fail_msg("%s\nfails with %s%s", example, st.errors.text, st.log.text);
	check_effects(&st, example);
	script_stage_clear(&st);
}

static void test_examples(void **state)
{
	char *manual = read_manual(), module[200], path[200];
	const char *at = manual;
	struct str example;
	int count = 0;

	(void)state;
	write_file("tools.lua", "return { double = function(text) return text .. text end }\n",
		   module);
	str_init(&example);
	for (; next_example(&at, &example); count++)
		run_example(example.text);
	assert_true(count > 20);
	str_fini(&example);
	free(manual);
	unlink(module);
	snprintf(path, sizeof(path), "%s/example.lua", folder);
	unlink(path);
}

static const char names[] = "for name in pairs(hail) do print('hail.' .. name) end";

static void check_name(const char *examples, const char *name, size_t n)
{
	char *wanted = mem_strndup(name, n);

	if (!strstr(examples, wanted))
		fail_msg("hail-lua.7 has no example of %s", wanted);
	free(wanted);
}

static void test_all_are_there(void **state)
{
	static const char *const methods[] = {
		":send(",   ":command(",   ":echo(",       ":close(",     ":name(",
		":host(",   ":port(",      ":state(",      ":mode(",      ":write(",
		":clear(",  ":send_gmcp(", ":cancel(",     ":send_msdp(", ":command(",
		":login(",  ":mode(",      ":configure(",  ":expect(",    ":log(",
		":result(", "host.name",   "host.address", "host.port",   "host.groups"
	};
	struct script_settings settings = { .modules = NULL };
	char *manual = read_manual();
	const char *at = manual, *line;
	struct script_stage st;
	struct str example, all, value;
	struct err e;

	(void)state;
	str_init(&example);
	str_init(&all);
	str_init(&value);
	while (next_example(&at, &example))
		str_append(&all, example.text, example.length);
	assert_true(script_stage_set(&st, &settings));
	assert_true(script_eval(st.script, NULL, names, strlen(names), &value, &e));
	for (line = st.log.text; *line; line += strcspn(line, "\n") + 1)
		check_name(all.text, line + strlen("print "),
			   strcspn(line, "\n") - strlen("print "));
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		check_name(all.text, methods[i], strlen(methods[i]));
	script_stage_clear(&st);
	str_fini(&value);
	str_fini(&all);
	str_fini(&example);
	free(manual);
}

static int set_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int clear_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_all_are_there),
	};

	return cmocka_run_group_tests(tests, set_folder, clear_folder);
}
