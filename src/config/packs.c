#include "config/packs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/private-file.h"
#include "base/str.h"
#include "config/choice.h"
#include "config/paths.h"
#include "device/packs-embedded.h"
#include "base/poison.h"

struct Packs {
	Pack **packs;
	size_t count;
};

static const char *const words[] = { "auto", "none", "bbs" };

enum { WORDS = sizeof(words) / sizeof(words[0]) };

Packs *packs_new(void)
{
	return mem_alloc(sizeof(Packs));
}

void packs_free(Packs *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->count; i++)
		pack_free(p->packs[i]);
	free(p->packs);
	free(p);
}

const char *packs_word(size_t i)
{
	return i < WORDS ? words[i] : packs_embedded[i - WORDS].name;
}

/* Says of the pack that is none of these names which one is near. */
static bool refuse(const char *name, struct err *e)
{
	struct str all;

	str_init(&all);
	for (size_t i = 0; packs_word(i); i++)
		str_append_format(&all, "%s%s", i ? " " : "", packs_word(i));
	if (choice_check("pack", name, strlen(name), all.text, e))
		err_set(e, ERR_USAGE, "packs have names in small letters, not \"%.40s\"", name);
	str_fini(&all);
	return false;
}

/* Reads the user's own pack `path`; -1 if there is none, 0 with `e` set if it can't be used. */
static int read_own(const char *path, struct buf *out, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int error;
	bool good;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return -1;
	good = fd >= 0 && private_file_read_from(fd, 0, PACK_TEXT_MAX, out);
	error = errno;
	if (fd >= 0)
		close(fd);
	if (!good)
		err_set(e, ERR_USAGE, "%s can't be read: %s", path, strerror(error));
	return good;
}

static Pack *parse_own(const char *name, const char *path, const struct buf *text, struct err *e)
{
	struct err why;
	Pack *pack = pack_parse(name, buf_data(text) ? buf_data(text) : "", buf_length(text),
				PACK_WHOLE, &why);

	if (!pack)
		err_set(e, ERR_USAGE, "%s:%s", path, why.text);
	return pack;
}

static Pack *parse_embedded(const char *name, struct err *e)
{
	for (const struct embedded_pack *p = packs_embedded; p->name; p++) {
		if (strcmp(p->name, name) == 0)
			return pack_parse(name, (const char *)p->text, p->length, PACK_WHOLE, e);
	}
	refuse(name, e);
	return NULL;
}

static Pack *load(const char *name, struct err *e)
{
	struct str file;
	struct buf text;
	char *path;
	int found;
	Pack *pack = NULL;

	if (!pack_name_is_valid(name)) {
		refuse(name, e);
		return NULL;
	}
	str_init(&file);
	buf_init(&text);
	str_append_format(&file, "packs/%s.pack", name);
	path = paths_config(file.text);
	found = path ? read_own(path, &text, e) : -1;
	if (found > 0)
		pack = parse_own(name, path, &text, e);
	else if (found < 0)
		pack = parse_embedded(name, e);
	free(path);
	buf_fini(&text);
	str_fini(&file);
	return pack;
}

const Pack *packs_get(Packs *p, const char *name, struct err *e)
{
	Pack *pack;

	for (size_t i = 0; i < p->count; i++) {
		if (strcmp(pack_name(p->packs[i]), name) == 0)
			return p->packs[i];
	}
	pack = load(name, e);
	if (!pack)
		return NULL;
	p->packs = mem_resize(p->packs, p->count + 1, sizeof(Pack *));
	p->packs[p->count++] = pack;
	return pack;
}

bool packs_check(const char *name, struct err *e)
{
	Pack *pack;

	for (size_t i = 0; i < WORDS; i++) {
		if (strcasecmp(name, words[i]) == 0)
			return true;
	}
	pack = load(name, e);
	pack_free(pack);
	return pack != NULL;
}
