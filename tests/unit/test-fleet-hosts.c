/* The hosts of a run: words, patterns, and files in three forms. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fleet/failed-list.h"
#include "fleet/hosts-file.h"
#include "fleet/hosts.h"

/* Writes `text` to a file and reads it as hosts. */
static bool read_text(FleetHosts *h, const char *text, struct err *e)
{
	char path[] = "/tmp/hail-hosts-XXXXXX";
	int fd = mkstemp(path);
	bool good;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	good = hosts_file_read(h, path, e);
	unlink(path);
	/* What is said begins with the path. */
	if (!good && strncmp(e->text, path, strlen(path)) == 0)
		memmove(e->text, e->text + strlen(path), strlen(e->text + strlen(path)) + 1);
	return good;
}

/* `NAME=HOST:PORT user pack` of each that is chosen, a line each. */
static void describe(const FleetHosts *h, struct str *out)
{
	for (size_t i = 0; i < fleet_hosts_count(h); i++) {
		const struct fleet_host *host = fleet_hosts_at(h, i);
		Options *line = options_new(NULL), *options;

		if (host->chosen) {
			options = fleet_hosts_options(h, host, line);
			str_append_format(out, "%s=%s:%s %s %s\n", host->name, host->address.host,
					  host->address.service ? host->address.service : "-",
					  options_value(options, OPTIONS_USER),
					  options_value(options, OPTIONS_PACK));
			options_free(options);
		}
		options_free(line);
	}
}

static const struct {
	const char *text; /* of the file; NULL: none */
	const char *words[4];
	const char *hosts;
} good[] = {
	{ NULL, { "sw1" }, "sw1=sw1:23 none auto\n" },
	{ NULL, { "sw1", "sw1", "sw1:23" }, "sw1=sw1:23 none auto\n" },
	{ NULL,
	  { "a:2323", "[::1]:24", "unix:/tmp/s" },
	  "a:2323=a:2323 none auto\n[::1]:24=::1:24 none auto\nunix:/tmp/s=/tmp/s:- none auto\n" },
	{ NULL, { "saved1" }, "saved1=192.0.2.1:2001 me ios\n" },
	{ NULL, { "saved*" }, "saved1=192.0.2.1:2001 me ios\nsaved2=192.0.2.2:23 none auto\n" },
	{ NULL, { "saved[13]" }, "saved1=192.0.2.1:2001 me ios\n" },
	{ NULL, { "saved*", "!saved1" }, "saved2=192.0.2.2:23 none auto\n" },
	{ "# hosts\n\nsw1\nsw2 192.0.2.7 2007 user=you pack=\"junos\"\r\nsw3 2323\nsw1\nsw1 sw1 "
	  "23\n",
	  { NULL },
	  "sw1=sw1:23 none auto\nsw2=192.0.2.7:2007 you junos\nsw3=sw3:2323 none auto\n" },
	{ "sw1\nsw2\n",
	  { "sw2", "sw3" },
	  "sw1=sw1:23 none auto\nsw2=sw2:23 none auto\nsw3=sw3:23 none auto\n" },
	{ "sw1\nsw2\nr1\n", { "sw?" }, "sw1=sw1:23 none auto\nsw2=sw2:23 none auto\n" },
	{ "sw1\nsw2\nr1\n", { "!sw?" }, "r1=r1:23 none auto\n" },
	{ "{\"name\":\"a\",\"host\":\"192.0.2.1\",\"port\":2001,\"user\":\"u\",\"site\":{}}\n"
	  "{\"host\": \"192.0.2.1\", \"port\": \"2002\", \"options\": {\"pack\": \"ios\"}}\n"
	  "{\"name\":\"sw9\",\"status\":\"failed\",\"reason\":\"x\",\"seconds\":1.0,"
	  "\"commands\":[],\"log\":[],\"result\":null}\n",
	  { NULL },
	  "a=192.0.2.1:2001 u auto\n192.0.2.1:2002=192.0.2.1:2002 none ios\nsw9=sw9:23 none "
	  "auto\n" },
	{ "lone ansible_host=192.0.2.9\n[core]\nc[01:03] ansible_user=x\n; comment\n"
	  "[edge]\ne-[a:b].net:2300\n[edge:vars]\nansible_user = 'y'\nhail_pack=eos\n"
	  "[net:children]\ncore\nedge\n[net:vars]\nansible_port=2400\nansible_user=z\n"
	  "ansible_network_os=arista.eos.eos\n[all:vars]\nansible_user=all\n",
	  { NULL },
	  "lone=192.0.2.9:23 all auto\nc01=c01:2400 x eos\nc02=c02:2400 x eos\nc03=c03:2400 x eos\n"
	  "e-a.net=e-a.net:2400 y eos\ne-b.net=e-b.net:2400 y eos\n" },
	{ "[core]\nc1\n[edge]\ne1\n[net:children]\ncore\n", { "@net" }, "c1=c1:23 none auto\n" },
	/* Groups that nothing has named before. */
	{ "[net:children]\na\nb\nc\nd\ne\nf\n[f]\nx\n", { "@net" }, "x=x:23 none auto\n" },
	/* Groups in circles. */
	{ "[a]\nx\n[a:children]\nb\nc\n[b:children]\na\nc\n[c:children]\na\nb\n",
	  { "@c" },
	  "x=x:23 none auto\n" },
	{ "[core]\nc1\n[edge]\ne1\n", { "!@core" }, "e1=e1:23 none auto\n" },
};

static FleetHosts *new_hosts(Settings *settings)
{
	const char *at;
	struct err e;

	assert_true(
		settings_define_host(settings, "saved1 192.0.2.1 2001 user=me pack=ios", &at, &e));
	assert_true(settings_define_host(settings, "saved2 192.0.2.2", &at, &e));
	return fleet_hosts_new(settings);
}

static size_t count_words(const char *const words[4])
{
	size_t count = 0;

	while (count < 4 && words[count])
		count++;
	return count;
}

static void test_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		Settings *settings = settings_new();
		FleetHosts *h = new_hosts(settings);
		struct err e = { .text = "" };
		struct str saw;

		if ((good[i].text && !read_text(h, good[i].text, &e)) ||
		    !fleet_hosts_choose(h, good[i].words, count_words(good[i].words), &e))
			fail_msg("row %zu: %s", i, e.text);
		str_init(&saw);
		describe(h, &saw);
		assert_string_equal(saw.text, good[i].hosts);
		str_fini(&saw);
		fleet_hosts_free(h);
		settings_free(settings);
	}
}

static const struct {
	const char *text;
	const char *words[4];
	const char *part; /* of what is said */
} bad[] = {
	{ "sw1\nsw2 a b c\n", { NULL }, ":2: too many words: \"b\"" },
	{ "sw1\n\nsw2 color=red\n", { NULL }, ":3: " },
	{ "sw1 \"open\n", { NULL }, ":1: " },
	{ "sw1 99999\n", { NULL }, ":1: " },
	{ "{\"name\": \"a\"}\n{\"name\": }\n", { NULL }, ":2: " },
	{ "sw1\nsw2\nsw1 other\n", { NULL }, ":3: \"sw1\" is named twice, as sw1" },
	{ "sw1 a 1\nsw1 a 2\n", { NULL }, ":2: \"sw1\" is named twice" },
	{ "{\"name\":\"a\"}\n{\"name\":\"a\",\"port\":99}\n",
	  { NULL },
	  ":2: \"a\" is named twice" },
	{ "{\"name\":\"a\",\"host\":5}\n", { NULL }, ":1: \"host\" must be a text" },
	{ "{\"name\":5}\n", { NULL }, ":1: \"name\" must be a text" },
	{ "{\"host\":true}\n", { NULL }, ":1: \"host\" must be a text" },
	{ "{\"name\":\"a\",\"address\":[]}\n", { NULL }, ":1: \"address\" must be a text" },
	{ "{\"name\":\"a\"}\n{\"name\":\"b\",\"port\":\"q\"}\n",
	  { NULL },
	  ":2: \"port\" is a number" },
	{ "{\"name\":\"a\",\"port\":{}}\n", { NULL }, ":1: \"port\" must be a text or a number" },
	{ "{\"name\":\"a\",\"port\":0}\n", { NULL }, ":1: \"port\" is a number" },
	{ "{\"name\":\"a\",\"groups\":5}\n", { NULL }, ":1: \"groups\" must be a list" },
	{ "{\"name\":\"a\",\"options\":[1]}\n", { NULL }, ":1: \"options\" must be an object" },
	{ "{\"name\": \"a\"}\n[1]\n", { NULL }, ":2: a line is one object" },
	{ "{\"site\": \"a\"}\n", { NULL }, ":1: the host has no \"name\"" },
	{ "{\"name\": \"a\", \"pasword-command\": \"x\"}\n",
	  { NULL },
	  ":1: there is no option \"pasword-command\": did you mean \"password-command\"?" },
	{ "[core]\nc1 x\n", { NULL }, ":2: \"x\" is no variable" },
	{ "[core:what]\nc1\n", { NULL }, ":1: \"[core:what]\" is no section" },
	{ "[core]\nc[5:1]\n", { NULL }, ":2: \"c[5:1]\" has no range" },
	{ "[core]\nc1 hail_nothing=1\n", { NULL }, ":2: " },
	{ "---\nall:\n", { NULL }, ":1: this is YAML" },
	{ "[\n  {\"name\": \"a\"}\n]\n", { NULL }, ":1: this is a JSON array" },
	{ NULL, { "sw1", "2323" }, "\"2323\" is no host: write HOST:PORT" },
	{ NULL, { "a:b:c" }, "a:b:c" },
	{ NULL, { "none*" }, "no host matches \"none*\"" },
	{ NULL, { "@" }, "\"@\" names no hosts" },
	/* A blank stands before the first group of a host. */
	{ "[core]\nc1\n", { "@ all" }, "no host matches \"@ all\"" },
};

static void test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		Settings *settings = settings_new();
		FleetHosts *h = new_hosts(settings);
		struct err e = { .text = "" };
		bool read = (!bad[i].text || read_text(h, bad[i].text, &e)) &&
			    fleet_hosts_choose(h, bad[i].words, count_words(bad[i].words), &e);

		if (read || !strstr(e.text, bad[i].part))
			fail_msg("row %zu: expected \"%s\", saw \"%s\"", i, bad[i].part, e.text);
		assert_int_equal(e.kind, ERR_USAGE);
		fleet_hosts_free(h);
		settings_free(settings);
	}
}

/* Each once, however many there are: in words, in an inventory. */
static void test_many(void **state)
{
	static const char *const heads[] = { "", "[core]\n" };

	(void)state;
	for (size_t k = 0; k < sizeof(heads) / sizeof(heads[0]); k++) {
		Settings *settings = settings_new();
		FleetHosts *h = fleet_hosts_new(settings);
		struct err e;
		struct str text;

		str_init(&text);
		str_append_string(&text, heads[k]);
		for (unsigned i = 0; i < 20000; i++)
			str_append_format(&text, "host%u\n", i % 10000);
		assert_true(read_text(h, text.text, &e));
		assert_int_equal(fleet_hosts_count(h), 10000);
		str_fini(&text);
		fleet_hosts_free(h);
		settings_free(settings);
	}
}

/* Of a host that comes twice the last record counts. */
static void test_failed_list(void **state)
{
	static const char records[] = "{\"name\":\"b\",\"status\":\"failed\",\"reason\":\"x\"}\n"
				      "{\"name\":\"a\",\"status\":\"failed\"}\n\n"
				      "{\"name\":\"c\",\"status\":\"ok\"}\n"
				      "{\"name\":\"b\",\"status\":\"ok\"}\n"
				      "{\"name\":\"c\",\"status\":\"failed\"}\n";
	char path[] = "/tmp/hail-failed-XXXXXX";
	int fd = mkstemp(path);
	const char **names;
	FailedList *l;
	size_t count;
	struct err e;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, records, strlen(records)), strlen(records));
	close(fd);
	l = failed_list_read(path, &e);
	unlink(path);
	assert_non_null(l);
	names = failed_list_names(l, &count);
	assert_int_equal(count, 2);
	assert_string_equal(names[0], "a");
	assert_string_equal(names[1], "c");
	assert_true(failed_list_has(l, "c"));
	assert_false(failed_list_has(l, "b") || failed_list_has(l, "d"));
	free(names);
	failed_list_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_failed_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
