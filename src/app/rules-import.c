#include "app/rules-import.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/utf8.h"
#include "rules/import.h"
#include "base/poison.h"

enum { IMPORT_MAX = 4 << 20 }; /* bytes of a file */

struct import {
	RuleBook *book;
	struct str *rules;
	struct str skipped;
	unsigned rule_count, skipped_count;
};

static void add_skipped(struct import *i, unsigned line, const char *what, const char *why)
{
	i->skipped_count++;
	str_append_format(&i->skipped, "line %u: %s\n    %s\n", line, why, what);
}

static void on_rule(void *user, unsigned line, const char *rule)
{
	struct import *i = user;
	struct err e;

	if (!rulebook_add_line(i->book, rule, NULL, &e)) {
		add_skipped(i, line, rule, e.text);
		return;
	}
	i->rule_count++;
	str_append_format(i->rules, "%s\n", rule);
}

static void on_skipped(void *user, unsigned line, const char *what, const char *why)
{
	add_skipped(user, line, what, why);
}

static bool read_all(FILE *file, struct str *out)
{
	char bytes[65536];
	size_t n;

	while ((n = fread(bytes, 1, sizeof(bytes), file)) && out->length <= IMPORT_MAX)
		str_append(out, bytes, n);
	if (out->length > IMPORT_MAX)
		errno = EFBIG;
	return !ferror(file) && out->length <= IMPORT_MAX;
}

static bool read_file(const char *path, struct str *out, struct err *e)
{
	FILE *file = fopen(path, "re");
	struct stat st;
	bool good = file != NULL;

	/* A device or a pipe may have no end. */
	if (good && fstat(fileno(file), &st) == 0 && !S_ISREG(st.st_mode)) {
		good = false;
		errno = EINVAL;
	}
	good = good && read_all(file, out);
	if (!good)
		err_set(e, ERR_USAGE, "cannot read %s: %s", path, strerror(errno));
	if (file)
		fclose(file);
	return good;
}

/* A text that isn't UTF-8 is old: each of its bytes is a character (ISO 8859-1). */
static void read_as_latin1(struct str *text)
{
	struct str latin1 = *text;
	char bytes[UTF8_MAX];

	str_init(text);
	for (size_t i = 0; i < latin1.length; i++)
		str_append(text, bytes, utf8_encode((unsigned char)latin1.text[i], bytes));
	str_fini(&latin1);
}

bool rules_import_file(RuleBook *book, const char *path, struct str *rules, struct str *report,
		       struct err *e)
{
	static const struct rules_import_events events = { on_rule, on_skipped };
	struct import import = { .book = book, .rules = rules };
	struct str text;
	bool good;

	str_init(&text);
	good = read_file(path, &text, e);
	if (good) {
		if (!utf8_valid(text.text, text.length))
			read_as_latin1(&text);
		str_init(&import.skipped);
		rulebook_begin_load(book);
		rules_import(rules_import_form_of(text.text, text.length), text.text, text.length,
			     &events, &import);
		str_append_format(report, "Rules that count from now on: %u\n\n%s",
				  import.rule_count, rules->text);
		str_append_format(report, "\nLeft out: %u\n\n%s", import.skipped_count,
				  import.skipped.text);
		str_fini(&import.skipped);
	}
	str_fini(&text);
	return good;
}
