/*
 * The grammar of proxies and of NO_PROXY: what is accepted can be written and read again, and what
 * is refused never has a password in its sentence. The text ends at the first NUL; what follows is
 * taken as NO_PROXY.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/exec-words.h"
#include "net/proxy-url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int good)
{
	if (!good)
		abort();
}

static void check_hop(const struct proxy_hop *h)
{
	struct proxy_chain again;
	struct str url;

	str_init(&url);
	proxy_hop_format(h, &url);
	check(proxy_url_parse(url.text, &again, NULL));
	check(again.count == 1 && again.hops[0].kind == h->kind && !again.hops[0].user);
	if (h->kind == PROXY_EXEC)
		check(!strcmp(again.hops[0].command, h->command));
	else
		check(!strcmp(again.hops[0].host, h->host) &&
		      !strcmp(again.hops[0].service, h->service));
	proxy_chain_fini(&again);
	str_fini(&url);
}

static void check_words(const char *command)
{
	struct exec_words w;
	size_t count;

	if (!exec_words_split(command, &w, NULL))
		return;
	count = w.count;
	check(count > 0 && *w.words[0] && exec_words_expand(&w, "a b '\"", "23", NULL));
	check(w.count == count && !w.words[count]);
	exec_words_fini(&w);
}

static void check_url(const char *text)
{
	struct proxy_chain c;
	struct err e = { 0 };

	if (!proxy_url_parse(text, &c, &e)) {
		check(e.kind == ERR_USAGE && *e.text && !c.count);
		check(!strstr(e.text, "s3cret"));
		return;
	}
	check(c.count > 0 && c.count <= PROXY_CHAIN_MAX);
	for (size_t i = 0; i < c.count; i++)
		check_hop(&c.hops[i]);
	if (c.hops[0].kind == PROXY_EXEC)
		check_words(c.hops[0].command);
	proxy_chain_fini(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size);
	size_t n = strlen(text);
	struct str secret;

	/* Where the input holds the word itself, it isn't the secret that an error must not say. */
	if (strstr(text, "s3cret")) {
		free(text);
		return 0;
	}
	check_url(text);
	str_init(&secret);
	str_append_format(&secret, "socks5://user:s3cret%s@gw", text);
	check_url(secret.text);
	str_clear(&secret);
	str_append_format(&secret, "%s,http://user:s3cret@%s", text, text);
	check_url(secret.text);
	str_fini(&secret);
	if (n < size) {
		check(!proxy_url_is_exempt(NULL, text, 23));
		proxy_url_is_exempt(text + n + 1, text, 23);
	}
	free(text);
	return 0;
}
