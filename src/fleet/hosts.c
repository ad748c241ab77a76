#include "fleet/hosts.h"

#include <fnmatch.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "fleet/name-index.h"
#include "base/poison.h"

struct FleetHosts {
	const Settings *settings;
	struct fleet_host *hosts;
	size_t count;
	struct name_index index;
};

FleetHosts *fleet_hosts_new(const Settings *settings)
{
	FleetHosts *h = mem_alloc(sizeof(*h));

	h->settings = settings;
	return h;
}

static void host_fini(struct fleet_host *host)
{
	free(host->name);
	free(host->saved);
	address_fini(&host->address);
	options_free(host->own);
	free(host->groups);
}

void fleet_hosts_free(FleetHosts *h)
{
	if (!h)
		return;
	for (size_t i = 0; i < h->count; i++)
		host_fini(&h->hosts[i]);
	free(h->hosts);
	name_index_fini(&h->index);
	free(h);
}

size_t fleet_hosts_count(const FleetHosts *h)
{
	return h->count;
}

const struct fleet_host *fleet_hosts_at(const FleetHosts *h, size_t i)
{
	return &h->hosts[i];
}

static struct fleet_host *find(FleetHosts *h, const char *name)
{
	size_t place = name_index_find(&h->index, name);

	return place == SIZE_MAX ? NULL : &h->hosts[place];
}

/* Takes `host` over; returns where it is. */
static struct fleet_host *append(FleetHosts *h, struct fleet_host host)
{
	h->hosts = mem_resize(h->hosts, h->count + 1, sizeof(*h->hosts));
	h->hosts[h->count] = host;
	name_index_add(&h->index, host.name, h->count);
	return &h->hosts[h->count++];
}

/* --- Added. */

/* Whether the host that is there already is where `entry` says, if it does. */
static bool is_same_place(const FleetHosts *h, const struct fleet_host *there,
			  const struct fleet_entry *entry, struct err *e)
{
	const char *destination = entry->destination ? entry->destination : entry->name;
	struct address address;
	struct str old, new;
	char *saved;
	bool same;

	if (!entry->destination && !entry->port)
		return true;
	if (!settings_find_address(h->settings, destination, entry->port, &address, &saved, e))
		return false;
	free(saved);
	str_init(&old);
	str_init(&new);
	address_format(&there->address, &old);
	address_format(&address, &new);
	same = strcmp(old.text, new.text) == 0 ||
	       err_set(e, ERR_USAGE, "\"%s\" is named twice, as %s and as %s", entry->name,
		       old.text, new.text);
	str_fini(&old);
	str_fini(&new);
	address_fini(&address);
	return same;
}

static struct fleet_host *add(FleetHosts *h, const struct fleet_entry *entry, struct err *e)
{
	const char *destination = entry->destination ? entry->destination : entry->name;
	struct fleet_host *there = find(h, entry->name);
	struct fleet_host host = { 0 };

	if (there)
		return is_same_place(h, there, entry, e) ? there : NULL;
	if (h->count >= FLEET_HOSTS_MAX) {
		err_set(e, ERR_USAGE, "these are more than %d hosts: run them in parts",
			FLEET_HOSTS_MAX);
		return NULL;
	}
	if (!settings_find_address(h->settings, destination, entry->port, &host.address,
				   &host.saved, e))
		return NULL;
	host.name = mem_strdup(entry->name);
	host.groups = mem_strdup(entry->groups);
	host.own = options_new(NULL);
	if (entry->options)
		options_merge(host.own, entry->options);
	return append(h, host);
}

bool fleet_hosts_add(FleetHosts *h, const struct fleet_entry *entry, struct err *e)
{
	return add(h, entry, e) != NULL;
}

/* --- Chosen. */

/* `[::1]:23` and `unix:/tmp/a*` are no patterns. */
static bool is_pattern(const char *word)
{
	if (word[0] == '@' || word[0] == '!')
		return true;
	return word[0] != '[' && strpbrk(word, "*?[") && !strpbrk(word, ":/");
}

static bool is_in_group(const struct fleet_host *host, const char *group)
{
	size_t n = strlen(group);
	const char *at = host->groups;

	while (at && (at = strstr(at, group)) != NULL) {
		if (at > host->groups && at[-1] == ' ' && at[n] == ' ')
			return true;
		at += n;
	}
	return false;
}

static bool matches(const struct fleet_host *host, const char *pattern)
{
	if (pattern[0] == '@')
		return is_in_group(host, pattern + 1);
	return fnmatch(pattern, host->name, FNM_CASEFOLD) == 0;
}

static bool add_saved(FleetHosts *h, const char *pattern, struct err *e)
{
	for (size_t i = 0; i < settings_host_count(h->settings); i++) {
		const struct settings_host *saved = settings_host_at(h->settings, i);
		struct fleet_entry entry = { .name = saved->pattern };

		if (saved->destination && fnmatch(pattern, saved->pattern, FNM_CASEFOLD) == 0 &&
		    !fleet_hosts_add(h, &entry, e))
			return false;
	}
	return true;
}

static bool choose_pattern(FleetHosts *h, const char *word, struct err *e)
{
	bool without = word[0] == '!', found = false;
	const char *pattern = word + without;

	if (!pattern[0] || (pattern[0] == '@' && !pattern[1]))
		return err_set(e, ERR_USAGE, "\"%s\" names no hosts", word);
	if (!without && pattern[0] != '@' && !add_saved(h, pattern, e))
		return false;
	for (size_t i = 0; i < h->count; i++) {
		if (!matches(&h->hosts[i], pattern))
			continue;
		h->hosts[i].chosen = !without;
		found = true;
	}
	return found || err_set(e, ERR_USAGE, "no host matches \"%s\"", pattern);
}

/* Two spellings of one place, `sw1` and `sw1:23`, are one host. */
static struct fleet_host *find_place(FleetHosts *h, const char *word)
{
	struct fleet_host *found = find(h, word);
	struct address address;
	struct str text;

	if (found || settings_saved_host(h->settings, word) ||
	    !address_parse(word, NULL, &address, NULL))
		return found;
	str_init(&text);
	address_format(&address, &text);
	address_fini(&address);
	found = find(h, text.text);
	str_fini(&text);
	return found;
}

static bool choose_word(FleetHosts *h, const char *word, struct err *e)
{
	struct fleet_host *host = find_place(h, word);

	/* The resolver would take it for an address. */
	if (!host && *word && strspn(word, "0123456789") == strlen(word) &&
	    !settings_saved_host(h->settings, word))
		return err_set(e, ERR_USAGE, "\"%s\" is no host: write HOST:PORT", word);
	if (!host)
		host = add(h, &(struct fleet_entry){ .name = word }, e);
	if (!host)
		return false;
	host->chosen = true;
	return true;
}

/* What comes first takes away from all that there is. */
static bool begins_with_all(const char *const *words, size_t count)
{
	bool patterns = false;

	for (size_t i = 0; i < count; i++)
		patterns |= is_pattern(words[i]) && words[i][0] != '!';
	return !patterns;
}

bool fleet_hosts_choose(FleetHosts *h, const char *const *words, size_t count, struct err *e)
{
	bool all = begins_with_all(words, count);

	for (size_t i = 0; all && i < h->count; i++)
		h->hosts[i].chosen = true;
	for (size_t i = 0; i < count; i++) {
		if (is_pattern(words[i]) ? !choose_pattern(h, words[i], e) :
					   !choose_word(h, words[i], e))
			return false;
	}
	return true;
}

void fleet_hosts_filter(FleetHosts *h, bool (*keep)(void *user, const char *name), void *user)
{
	for (size_t i = 0; i < h->count; i++)
		h->hosts[i].chosen = h->hosts[i].chosen && keep(user, h->hosts[i].name);
}

/* --- Their options. */

/* The patterns of the configuration are for the name that the user gave it and for its address. */
Options *fleet_hosts_options(const FleetHosts *h, const struct fleet_host *host,
			     const Options *line)
{
	Options *options = settings_options_for(h->settings, host->saved, host->address.host);
	Options *named;

	if (strcmp(host->name, host->address.host) != 0) {
		named = settings_options_for(h->settings, NULL, host->name);
		options_merge(options, named);
		options_free(named);
	}
	options_merge(options, host->own);
	options_merge(options, line);
	return options;
}
