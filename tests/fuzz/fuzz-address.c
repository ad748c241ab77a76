/*
 * Any bytes as DESTINATION [PORT], the two divided by a newline: an address or one fit sentence,
 * and what is formatted is read back as the same address.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "net/address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int good)
{
	if (!good)
		abort();
}

static int same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static void check_sentence(const struct err *e)
{
	require(e->kind == ERR_USAGE && e->text[0]);
	for (const char *c = e->text; *c; c++)
		require((unsigned char)*c >= 0x20 && *c != 0x7f);
}

static void check_address(const struct address *a)
{
	struct address again;
	struct str text;

	require(a->host && a->host[0]);
	require((a->service == NULL) == (a->scheme >= ADDRESS_UNIX));
	if (a->scheme < ADDRESS_UNIX)
		require(a->host[0] != '-');
	if (a->user)
		require(a->user[0] && a->user[0] != '-');
	str_init(&text);
	address_format(a, &text);
	require(address_parse(text.text, NULL, &again, NULL));
	require(again.scheme == a->scheme && same(again.host, a->host) &&
		same(again.service, a->service) && same(again.user, a->user));
	address_fini(&again);
	str_fini(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size);
	char *newline = strchr(text, '\n');
	struct address a;
	struct err e;

	if (newline)
		*newline = '\0';
	if (address_parse(text, newline ? newline + 1 : NULL, &a, &e))
		check_address(&a);
	else
		check_sentence(&e);
	address_fini(&a);
	free(text);
	return 0;
}
