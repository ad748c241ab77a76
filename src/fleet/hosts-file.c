#include "fleet/hosts-file.h"

#include <netdb.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupted.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/nearest.h"
#include "base/str.h"
#include "fleet/inventory.h"
#include "net/exec-words.h"
#include "base/poison.h"

enum { HOSTS_FILE_MAX = 64 << 20, HOSTS_FILE_CHUNK = 65536 };

/* --- Reading. */

static bool read_all(int fd, struct str *out)
{
	char *bytes = mem_alloc(HOSTS_FILE_CHUNK);
	unsigned times = 0;
	ssize_t n;

	while ((n = read(fd, bytes, HOSTS_FILE_CHUNK)) != 0) {
		if (n < 0 && interrupted(errno, &times))
			continue;
		if (n < 0 || out->length + (size_t)n > HOSTS_FILE_MAX)
			break;
		str_append(out, bytes, (size_t)n);
	}
	free(bytes);
	if (n > 0)
		errno = EFBIG;
	return n == 0;
}

bool hosts_file_load(const char *path, const char *what, struct str *out, struct err *e)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	bool good = fd >= 0 && read_all(fd, out);
	int error = errno;

	if (fd >= 0 && !is_stdin)
		close(fd);
	if (!good)
		return err_set(e, ERR_USAGE, "cannot read the %s %s: %s", what, path,
			       strerror(error));
	if (strlen(out->text) != out->length)
		return err_set(e, ERR_USAGE, "the %s %s is no text: it has a NUL", what, path);
	return true;
}

/* --- What is said of a host. */

void hosts_file_add_group(struct str *groups, const char *group)
{
	if (!groups->length)
		str_append_char(groups, ' ');
	str_append_string(groups, group);
	str_append_char(groups, ' ');
}

static char *option_name(const char *name)
{
	char *copy = mem_strdup(name);

	for (char *p = copy; *p; p++)
		*p = *p == '_' ? '-' : *p;
	return copy;
}

bool hosts_file_set(Options *o, const char *name, const char *value, struct err *e)
{
	char *copy = option_name(name);
	int option = options_find(copy, e);

	free(copy);
	return option >= 0 && options_set(o, (enum option)option, value, e);
}

/* --- One a line: NAME [DESTINATION [PORT]] [option=value ...]. */

static bool is_number(const char *word)
{
	return *word && strspn(word, "0123456789") == strlen(word);
}

static bool read_words(FleetHosts *h, const struct exec_words *w, struct err *e)
{
	struct fleet_entry entry = { .name = w->words[0] };
	Options *options = options_new(NULL);
	bool good = true;

	for (size_t i = 1; good && i < w->count; i++) {
		const char *word = w->words[i];

		if (strchr(word, '='))
			good = options_assign(options, word, e);
		else if (!entry.port && is_number(word))
			entry.port = word;
		else if (!entry.destination && !entry.port)
			entry.destination = word;
		else
			good = err_set(e, ERR_USAGE,
				       "too many words: \"%s\" (NAME [DESTINATION [PORT]] "
				       "[option=value ...])",
				       word);
	}
	entry.options = options;
	good = good && fleet_hosts_add(h, &entry, e);
	options_free(options);
	return good;
}

static bool read_plain(FleetHosts *h, const char *line, struct err *e)
{
	struct exec_words w = { 0 };
	bool good;

	if (!exec_words_split(line, &w, e))
		return false;
	good = read_words(h, &w, e);
	exec_words_fini(&w);
	return good;
}

/* --- JSON lines. */

/* What a line says, until it is whole. */
struct object {
	char *name, *host, *port; /* owned */
	Options *options;
	struct str groups;
	struct err *e;
	bool good;
};

static char *text_of(const Json *value)
{
	size_t n;
	const char *text = json_text(value, &n);

	if (json_kind(value) == JSON_KIND_TRUE)
		return mem_strdup("on");
	if (json_kind(value) == JSON_KIND_FALSE)
		return mem_strdup("off");
	return text ? mem_strndup(text, n) : NULL;
}

/* Names that a record of a run has beside the host's, so that it can be read as a host. */
static bool is_of_record(const char *name)
{
	static const char *const names[] = { "status",   "reason", "seconds",
					     "commands", "log",    "result" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

/* Whatever else an inventory keeps of a host is passed over, unless it looks mistyped. */
static bool check_unknown(const char *name, struct err *e)
{
	struct nearest near;

	nearest_begin(&near, name, strlen(name));
	for (int i = 0; i < OPTIONS_COUNT; i++) {
		const char *option = options_row((enum option)i)->name;

		if (strlen(option) > 4)
			nearest_offer(&near, option, strlen(option));
	}
	return !near.word ||
	       err_set(e, ERR_USAGE, "there is no option \"%s\": did you mean \"%.*s\"?", name,
		       near.length, near.word);
}

static bool is_option(const char *name)
{
	for (int i = 0; i < OPTIONS_COUNT; i++) {
		if (strcmp(options_row((enum option)i)->name, name) == 0)
			return true;
	}
	return false;
}

static bool take_option(void *user, const char *name, const Json *value)
{
	struct object *o = user;
	char *text = text_of(value), *option = option_name(name);

	if (strcmp(option, "username") == 0)
		o->good = text && options_set(o->options, OPTIONS_USER, text, o->e);
	else if (!is_option(option))
		o->good = check_unknown(option, o->e);
	else if (!text)
		o->good = err_set(o->e, ERR_USAGE, "\"%s\" must be a text or a number", name);
	else
		o->good = hosts_file_set(o->options, option, text, o->e);
	free(option);
	free(text);
	return o->good;
}

static bool take_group(void *user, const char *name, const Json *value)
{
	struct object *o = user;
	size_t n;
	const char *text = json_text(value, &n);

	(void)name;
	if (text)
		hosts_file_add_group(&o->groups, text);
	return true;
}

/* A number, or the name of a service. */
static bool check_port(const char *port, struct err *e)
{
	long long number;

	if (str_to_number(port, 1, 65535, &number) || getservbyname(port, "tcp"))
		return true;
	return err_set(e, ERR_USAGE, "\"port\" is a number from 1 to 65535, not \"%s\"", port);
}

/* What is null says nothing. */
static void take_text(struct object *o, char **place, const char *name, const Json *value)
{
	bool is_port = place == &o->port;
	enum json_kind kind = json_kind(value);

	if (kind == JSON_KIND_NULL || *place)
		return;
	if (kind == JSON_KIND_STRING || (is_port && kind == JSON_KIND_NUMBER))
		*place = text_of(value);
	else
		o->good = err_set(o->e, ERR_USAGE, "\"%s\" must be a text%s", name,
				  is_port ? " or a number" : "");
	if (is_port && *place)
		o->good = check_port(*place, o->e);
}

static void each(struct object *o, const char *name, const Json *value, enum json_kind kind,
		 bool (*take)(void *user, const char *name, const Json *value))
{
	if (json_kind(value) == kind || json_kind(value) == JSON_KIND_NULL)
		json_each(value, take, o);
	else
		o->good = err_set(o->e, ERR_USAGE, "\"%s\" must be %s", name,
				  kind == JSON_KIND_ARRAY ? "a list" : "an object");
}

static bool take_member(void *user, const char *name, const Json *value)
{
	struct object *o = user;

	if (strcmp(name, "name") == 0)
		take_text(o, &o->name, name, value);
	else if (strcmp(name, "host") == 0 || strcmp(name, "hostname") == 0 ||
		 strcmp(name, "address") == 0 || strcmp(name, "destination") == 0)
		take_text(o, &o->host, name, value);
	else if (strcmp(name, "port") == 0)
		take_text(o, &o->port, name, value);
	else if (strcmp(name, "groups") == 0)
		each(o, name, value, JSON_KIND_ARRAY, take_group);
	else if (strcmp(name, "options") == 0)
		each(o, name, value, JSON_KIND_OBJECT, take_option);
	else if (!is_of_record(name))
		take_option(o, name, value);
	return o->good;
}

static bool add_object(FleetHosts *h, struct object *o)
{
	struct fleet_entry entry = { .name = o->name ? o->name : o->host,
				     .destination = o->host,
				     .port = o->port,
				     .options = o->options,
				     .groups = o->groups.length ? o->groups.text : NULL };
	struct str name;
	bool good;

	if (!entry.name)
		return err_set(o->e, ERR_USAGE, "the host has no \"name\"");
	str_init(&name);
	str_append_string(&name, entry.name);
	/* Hosts behind one address are told apart by their ports. */
	if (!o->name && o->port)
		str_append_format(&name, ":%s", o->port);
	entry.name = name.text;
	good = fleet_hosts_add(h, &entry, o->e);
	str_fini(&name);
	return good;
}

static bool read_json(FleetHosts *h, const char *line, struct err *e)
{
	Json *j = json_parse(line, strlen(line), e);
	struct object o = { .options = options_new(NULL), .e = e, .good = true };

	str_init(&o.groups);
	if (!j)
		o.good = false;
	else if (json_kind(j) != JSON_KIND_OBJECT)
		o.good = err_set(e, ERR_USAGE, "a line is one object, {\"name\": ...}");
	else
		json_each(j, take_member, &o);
	o.good = o.good && add_object(h, &o);
	json_free(j);
	free(o.name);
	free(o.host);
	free(o.port);
	options_free(o.options);
	str_fini(&o.groups);
	return o.good;
}

/* --- Lines. */

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, " \t\r");
}

/* The first line that says something decides. */
static bool is_json(const char *text)
{
	while (*text) {
		text = skip_blanks(text);
		if (*text && *text != '\n' && *text != '#')
			return *text == '{';
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return false;
}

/* Forms that other programs write, and what to do with them. */
static bool check_form(const char *text, const char *shown, struct err *e)
{
	const char *first = text + strspn(text, " \t\r\n");

	if (strncmp(text, "---", 3) == 0)
		return err_set(e, ERR_USAGE,
			       "%s:1: this is YAML: give the inventory in its INI form, JSON "
			       "lines, or one host a line",
			       shown);
	if (*first == '[' && first[1 + strspn(first + 1, " \t\r\n")] == '{')
		return err_set(e, ERR_USAGE,
			       "%s:1: this is a JSON array: give one object a line (jq -c '.[]' "
			       "makes that)",
			       shown);
	return true;
}

static bool read_lines(FleetHosts *h, const char *text, size_t *number, struct err *e)
{
	bool json = is_json(text), good = true;

	for (*number = 1; good && *text; ++*number) {
		size_t n = strcspn(text, "\n");
		char *line = mem_strndup(text, n);
		const char *start = skip_blanks(line);

		if (n && line[n - 1] == '\r')
			line[n - 1] = '\0';
		if (*start && *start != '#')
			good = json ? read_json(h, start, e) : read_plain(h, start, e);
		free(line);
		text += n + (text[n] == '\n');
		if (!good)
			break;
	}
	return good;
}

bool hosts_file_read(FleetHosts *h, const char *path, struct err *e)
{
	const char *shown = strcmp(path, "-") == 0 ? "standard input" : path;
	struct err problem;
	size_t line = 0;
	struct str text;
	bool good;

	str_init(&text);
	good = hosts_file_load(path, "hosts file", &text, e);
	good = good && check_form(text.text, shown, e);
	if (good && !(!is_json(text.text) && inventory_is(text.text) ?
			      inventory_read(h, text.text, &line, &problem) :
			      read_lines(h, text.text, &line, &problem)))
		good = err_set(e, ERR_USAGE, "%s:%zu: %s", shown, line, problem.text);
	str_fini(&text);
	return good;
}
