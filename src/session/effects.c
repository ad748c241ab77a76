#include "session/effects.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

void effect_free(struct effect *effect)
{
	mem_wipe(effect->text, effect->length);
	free(effect->text);
}

void effects_clear(struct effects *q)
{
	struct effect effect;

	while (effects_take(q, &effect))
		effect_free(&effect);
}

void effects_fini(struct effects *q)
{
	effects_clear(q);
	free(q->items);
	*q = (struct effects){ 0 };
}

bool effects_push(struct effects *q, const struct effect *effect, struct err *e)
{
	struct effect copy = *effect;

	if (q->count == EFFECTS_MAX || effect->length > EFFECTS_BYTES_MAX - q->bytes) {
		q->refused++;
		return err_set(
			e, ERR_OTHER,
			"too much waits to be done for what the peer sent: this was left out");
	}
	if (q->first + q->count == q->size && q->first) {
		memmove(q->items, q->items + q->first, q->count * sizeof(*q->items));
		q->first = 0;
	}
	if (q->count == q->size) {
		q->size = q->size ? q->size * 2 : 16;
		q->items = mem_resize(q->items, q->size, sizeof(*q->items));
	}
	if (effect->text)
		copy.text = mem_strndup(effect->text, effect->length);
	q->items[q->first + q->count++] = copy;
	q->bytes += copy.length;
	return true;
}

bool effects_take(struct effects *q, struct effect *out)
{
	if (!q->count)
		return false;
	*out = q->items[q->first++];
	q->count--;
	q->bytes -= out->length;
	if (!q->count)
		q->first = 0;
	return true;
}
