#include "config/settings.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "net/address.h"
#include "net/idn.h"
#include "base/poison.h"

struct Settings {
	Options *global;
	RuleBook *rules;
	struct settings_host *hosts;
	size_t count;
	struct settings_script *scripts;
	size_t script_count;
};

Settings *settings_new(void)
{
	Settings *s = mem_alloc(sizeof(*s));

	s->global = options_new(NULL);
	s->rules = rulebook_new();
	return s;
}

void settings_free(Settings *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->count; i++) {
		free(s->hosts[i].pattern);
		free(s->hosts[i].destination);
		free(s->hosts[i].port);
		options_free(s->hosts[i].options);
	}
	for (size_t i = 0; i < s->script_count; i++)
		free(s->scripts[i].path);
	free(s->scripts);
	free(s->hosts);
	rulebook_free(s->rules);
	options_free(s->global);
	free(s);
}

Options *settings_global(Settings *s)
{
	return s->global;
}

RuleBook *settings_rules(const Settings *s)
{
	return s->rules;
}

char *settings_next_word(const char **text)
{
	const char *p = *text + strspn(*text, " \t");
	bool quoted = false;
	struct str word;

	if (!*p) {
		*text = p;
		return NULL;
	}
	str_init(&word);
	for (; *p && (quoted || (*p != ' ' && *p != '\t')); p++) {
		if (*p == '"')
			quoted = !quoted;
		else
			str_append_char(&word, *p);
	}
	*text = p;
	return str_take(&word);
}

static struct settings_host *host_called(Settings *s, const char *pattern)
{
	for (size_t i = 0; i < s->count; i++) {
		if (strcmp(s->hosts[i].pattern, pattern) == 0)
			return &s->hosts[i];
	}
	s->hosts = mem_resize(s->hosts, s->count + 1, sizeof(*s->hosts));
	s->hosts[s->count] = (struct settings_host){ .pattern = mem_strdup(pattern),
						     .options = options_new(NULL) };
	return &s->hosts[s->count++];
}

static bool check_destination(const char *destination, const char *port, struct err *e)
{
	struct address address;

	if (!destination)
		return true;
	if (!address_parse(destination, port, &address, e))
		return false;
	address_fini(&address);
	return true;
}

/* The words of a definition, owned, until they are accepted. */
struct definition {
	char *name;
	char *place[2]; /* destination, port */
	size_t places;
	Options *options;
};

static void definition_fini(struct definition *d)
{
	free(d->name);
	free(d->place[0]);
	free(d->place[1]);
	options_free(d->options);
}

static bool take_host_word(struct definition *d, char *word, struct err *e)
{
	bool good;

	if (!d->name) {
		d->name = word;
		return true;
	}
	if (strchr(word, '=')) {
		good = options_assign(d->options, word, e);
		free(word);
		return good;
	}
	if (d->places < 2) {
		d->place[d->places++] = word;
		return true;
	}
	err_set(e, ERR_USAGE,
		"too many words: \"%s\" (host NAME [DESTINATION [PORT]] "
		"[option=value ...])",
		word);
	free(word);
	return false;
}

static void accept(Settings *s, struct definition *d)
{
	struct settings_host *host = host_called(s, d->name);

	options_merge(host->options, d->options);
	if (!d->places)
		return;
	free(host->destination);
	free(host->port);
	host->destination = d->place[0];
	host->port = d->place[1];
	d->place[0] = d->place[1] = NULL;
}

bool settings_define_host(Settings *s, const char *text, const char **at, struct err *e)
{
	struct definition d = { .options = options_new(NULL) };
	const char *first_place = text;
	bool good = true;
	char *word;

	for (;;) {
		*at = text + strspn(text, " \t");
		word = settings_next_word(&text);
		if (!word)
			break;
		if (d.name && !d.places)
			first_place = *at;
		good = take_host_word(&d, word, e);
		if (!good)
			break;
	}
	if (good && !d.name)
		good = err_set(e, ERR_USAGE,
			       "host needs a name (host NAME [DESTINATION [PORT]] "
			       "[option=value ...])");
	if (good && !check_destination(d.place[0], d.place[1], e)) {
		*at = first_place;
		good = false;
	}
	if (good)
		accept(s, &d);
	definition_fini(&d);
	return good;
}

const struct settings_host *settings_saved_host(const Settings *s, const char *name)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->hosts[i].destination && strcmp(s->hosts[i].pattern, name) == 0)
			return &s->hosts[i];
	}
	return NULL;
}

bool settings_find_address(const Settings *s, const char *destination, const char *port,
			   struct address *address, char **name, struct err *e)
{
	const struct settings_host *saved = settings_saved_host(s, destination);

	*name = NULL;
	if (!saved)
		return address_parse(destination, port, address, e);
	if (!address_parse(saved->destination, port ? port : saved->port, address, e))
		return false;
	*name = mem_strdup(destination);
	return true;
}

size_t settings_host_count(const Settings *s)
{
	return s->count;
}

const struct settings_host *settings_host_at(const Settings *s, size_t i)
{
	return &s->hosts[i];
}

/* A pattern may be written with international names either way. */
static bool matches_address(const char *pattern, const char *address)
{
	struct str decoded;
	bool good;

	if (fnmatch(pattern, address, FNM_CASEFOLD) == 0)
		return true;
	str_init(&decoded);
	idn_decode(address, &decoded);
	good = fnmatch(pattern, decoded.text, FNM_CASEFOLD) == 0;
	str_fini(&decoded);
	return good;
}

static bool matches(const struct settings_host *host, const char *name, const char *address)
{
	if (name && strcmp(host->pattern, name) == 0)
		return true;
	return address && matches_address(host->pattern, address);
}

Options *settings_options_for(const Settings *s, const char *name, const char *host)
{
	Options *options = options_new(s->global);

	for (size_t i = 0; i < s->count; i++) {
		if (matches(&s->hosts[i], name, host))
			options_merge(options, s->hosts[i].options);
	}
	return options;
}

void settings_remember(Settings *s, const char *host, enum option option, const char *value)
{
	options_set(host_called(s, host)->options, option, value, NULL);
}

/* --- Scripts. */

size_t settings_add_script(Settings *s, char *path, bool trusted)
{
	size_t i = 0;

	while (i < s->script_count && strcmp(s->scripts[i].path, path) != 0)
		i++;
	if (i < s->script_count) {
		free(path);
		s->scripts[i].trusted = trusted;
		return i;
	}
	s->scripts = mem_resize(s->scripts, s->script_count + 1, sizeof(*s->scripts));
	s->scripts[s->script_count] = (struct settings_script){ path, trusted };
	return s->script_count++;
}

size_t settings_script_count(const Settings *s)
{
	return s->script_count;
}

const struct settings_script *settings_script_at(const Settings *s, size_t i)
{
	return &s->scripts[i];
}
