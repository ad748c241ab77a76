#include "ui/key-decode-private.h"

#include <string.h>

#include "ui/key-report.h"
#include "base/poison.h"

void key_decode_tell_arrows(KeyDecoder *d)
{
	struct key k = { .sym = d->arrow };
	int count = d->arrows;

	d->arrows = 0;
	if (count >= KEY_DECODE_WHEEL_MIN && d->events.wheel) {
		d->events.wheel(d->user, k.sym == KEYSYM_UP ? -count : count);
		return;
	}
	while (count-- > 0)
		d->events.key(d->user, k);
}

void key_decode_give(KeyDecoder *d, struct key k, size_t used)
{
	bool is_arrow = !k.mods && (k.sym == KEYSYM_UP || k.sym == KEYSYM_DOWN);

	buf_consume(&d->waiting, used);
	if (!is_arrow || k.sym != d->arrow)
		key_decode_tell_arrows(d);
	if (!is_arrow) {
		d->events.key(d->user, k);
		return;
	}
	d->arrow = k.sym;
	d->arrows++;
}

void key_decode_give_unknown(KeyDecoder *d, size_t used)
{
	char bytes[KEY_SEQUENCE_MAX];

	memcpy(bytes, buf_data(&d->waiting), used);
	buf_consume(&d->waiting, used);
	key_decode_tell_arrows(d);
	if (d->events.unknown)
		d->events.unknown(d->user, bytes, used);
}

void key_decode_give_mouse(KeyDecoder *d, size_t used)
{
	struct mouse_event m;
	bool told = key_report_mouse((const char *)buf_data(&d->waiting) + 2, used - 2, &m);

	buf_consume(&d->waiting, used);
	key_decode_tell_arrows(d);
	if (told && d->events.mouse)
		d->events.mouse(d->user, &m);
}

void key_decode_give_focus(KeyDecoder *d, bool in, size_t used)
{
	buf_consume(&d->waiting, used);
	key_decode_tell_arrows(d);
	if (d->events.focus)
		d->events.focus(d->user, in);
}

void key_decode_give_place(KeyDecoder *d, size_t used)
{
	unsigned row, column;
	bool told = key_report_place((const char *)buf_data(&d->waiting) + 2, used - 2, &row,
				     &column);

	buf_consume(&d->waiting, used);
	key_decode_tell_arrows(d);
	if (told && d->events.place)
		d->events.place(d->user, row, column);
}

void key_decode_give_answer(KeyDecoder *d, enum key_answer answer, size_t used)
{
	buf_consume(&d->waiting, used);
	key_decode_tell_arrows(d);
	if (d->events.answer)
		d->events.answer(d->user, answer);
}

void key_decode_give_early(KeyDecoder *d, struct key k, size_t used)
{
	memcpy(d->told, buf_data(&d->waiting), used);
	d->told_length = used;
	d->told_at = d->due;
	d->told_to_peer = !d->events.is_for_peer || d->events.is_for_peer(d->user);
	d->marked = memcmp(d->told, key_sequence_paste_begin, used) == 0 ? used : 0;
	key_decode_give(d, k, used);
}
