/*
 * A tag of MXP (MUD eXtension Protocol 1.0): its name and arguments, split. Pure.
 */
#ifndef HAIL_TELNET_MXP_TAG_H
#define HAIL_TELNET_MXP_TAG_H

#include <stdbool.h>
#include <stddef.h>

enum {
	MXP_TAG_MAX = 1024, /* bytes between < and > */
	MXP_ARGS_MAX = 24,
};

struct mxp_arg {
	const char *name; /* NULL: told by its place alone */
	const char *value;
};

struct mxp_tag {
	bool closes; /* </NAME> */
	bool defines; /* <!NAME ...> */
	const char *name;
	struct mxp_arg args[MXP_ARGS_MAX];
	size_t count;
	char text[MXP_TAG_MAX + 1]; /* what the pointers point to */
};

/*
 * Splits the `n` bytes between < and >. Controls in them are left out. False if that is no tag: no
 * name, a quote that isn't ended, too long, too many arguments.
 */
bool mxp_tag_parse(struct mxp_tag *tag, const char *inner, size_t n);

/* Whether the tag's name is `name`, in letters of any case. */
bool mxp_tag_is(const struct mxp_tag *tag, const char *name);

/* The value of the argument `name`, or of the one at `place` among those without a name; NULL. */
const char *mxp_tag_arg(const struct mxp_tag *tag, const char *name, size_t place);

/* Whether the word `flag` is one of the arguments without a name. */
bool mxp_tag_has(const struct mxp_tag *tag, const char *flag);

#endif
