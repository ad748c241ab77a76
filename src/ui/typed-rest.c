#include "ui/typed-rest.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/poison.h"

enum { TYPED_REST_MS = 50 }; /* less than between two keys that are pressed one by one */

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

static const struct layer_ops typed_rest_layer = {
	.name = "rest of what is typed",
	.lasts_ms = TYPED_REST_MS,
	.key = rest_key,
	.close = free,
};

void typed_rest_keep(Layers *l)
{
	struct rest *rest;

	if (layers_find_in(l, &typed_rest_layer, NULL))
		return;
	rest = mem_alloc(sizeof(*rest));
	rest->layers = l;
	layers_push(l, &typed_rest_layer, rest, NULL);
}
