#include "ui/confirm.h"

#include <stdlib.h>

#include "base/mem.h"
#include "ui/compose.h"
#include "base/poison.h"

struct question {
	Layers *layers;
	char *text;
	void (*yes)(void *user);
	void *user;
	void (*release)(void *user);
};

static void compose_question(void *self, struct layer_area *area, struct frame *out)
{
	const struct question *q = self;

	compose_sentence(q->text, THEME_PROMPT, area, out);
}

static bool question_key(void *self, struct key k)
{
	struct question *q = self;

	layers_remove(q->layers, q);
	if (key_text(k) == 'y' || key_text(k) == 'Y')
		q->yes(q->user);
	return true;
}

static void close_question(void *self)
{
	struct question *q = self;

	if (q->release)
		q->release(q->user);
	free(q->text);
	free(q);
}

static const struct layer_ops confirm_layer = {
	.name = "question",
	.modal = true,
	.key = question_key,
	.compose = compose_question,
	.close = close_question,
};

void confirm_open(Layers *l, const char *text, void (*yes)(void *user), void *user,
		  void (*release)(void *user), const void *pane)
{
	struct question *q = mem_alloc(sizeof(*q));

	*q = (struct question){
		.layers = l, .text = mem_strdup(text), .yes = yes, .user = user, .release = release
	};
	layers_push(l, &confirm_layer, q, pane);
}
