#include "ui/typed-rest.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/poison.h"

enum {
	TYPED_REST_MS = 50, /* less than between two keys that are pressed one by one */
	TYPED_REST_WORDS_MS = 1000, /* more than between two keys of a word that is being typed */
};

struct rest {
	Layers *layers;
};

static bool rest_key(void *self, struct key k)
{
	struct rest *rest = self;
	bool typed = k.sym == KEYSYM_CHAR || k.sym == KEYSYM_ENTER || k.sym == KEYSYM_TAB ||
		     k.sym == KEYSYM_BACKSPACE;

	if (!typed)
		layers_remove(rest->layers, rest);
	return typed;
}

/* Enter ends the words; it isn't for the session either. */
static bool words_key(void *self, struct key k)
{
	Layers *layers = ((struct rest *)self)->layers;
	bool kept = rest_key(self, k);

	if (kept && k.sym == KEYSYM_ENTER) {
		layers_remove(layers, self);
		typed_rest_keep(layers);
	}
	return kept;
}

static const struct layer_ops typed_rest_layer = {
	.name = "rest of what is typed",
	.lasts_ms = TYPED_REST_MS,
	.key = rest_key,
	.close = free,
};

static const struct layer_ops typed_words_layer = {
	.name = "words that are typed",
	.lasts_ms = TYPED_REST_WORDS_MS,
	.key = words_key,
	.close = free,
};

static void keep(Layers *l, const struct layer_ops *ops)
{
	struct rest *rest;

	if (layers_find_in(l, ops, NULL))
		return;
	rest = mem_alloc(sizeof(*rest));
	rest->layers = l;
	layers_push(l, ops, rest, NULL);
}

void typed_rest_keep(Layers *l)
{
	keep(l, &typed_rest_layer);
}

void typed_rest_keep_words(Layers *l)
{
	keep(l, &typed_words_layer);
}
