#include "unit/unit.h"

#include <string.h>

#include "base/str.h"
#include "ui/layers.h"
#include "ui/typed-rest.h"

/* Layers that write down what reaches them, and do something to the stack when they have a key. */

struct probe {
	struct fixture *f;
	char name;
	bool takes;
	void (*on_key)(struct probe *p);
};

struct fixture {
	Layers *layers;
	struct str seen;
	unsigned changes;
	struct probe a, b, c;
};

static int pane_one, pane_two;

static void note(struct probe *p, char what)
{
	str_append_char(&p->f->seen, p->name);
	str_append_char(&p->f->seen, what);
}

static bool on_key(void *self, struct key k)
{
	struct probe *p = self;
	bool takes = p->takes;

	(void)k;
	note(p, 'k');
	if (p->on_key)
		p->on_key(p);
	return takes;
}

static bool on_paste(void *self, const char *bytes, size_t n)
{
	struct probe *p = self;

	assert_memory_equal(bytes, "pasted", n);
	note(p, 'p');
	return p->takes;
}

static bool on_unknown(void *self, const char *bytes, size_t n)
{
	struct probe *p = self;

	assert_memory_equal(bytes, "\x1b[~", n);
	note(p, 'u');
	return p->takes;
}

static bool on_mouse(void *self, const struct mouse_event *m)
{
	struct probe *p = self;

	assert_int_equal(m->row, 7);
	note(p, 'm');
	return p->takes;
}

static void on_compose(void *self, struct layer_area *area, struct frame *out)
{
	(void)out;
	area->bottom--;
	note(self, 'd');
}

/* One that goes away when its pane has changed. */
static void on_changed(void *self)
{
	struct probe *p = self;

	note(p, '!');
	if (p->takes)
		layers_remove(p->f->layers, p);
}

static void on_close(void *self)
{
	struct probe *p = self;

	note(p, 'x');
	p->on_key = NULL;
}

static const struct layer_ops probe_ops = { .name = "probe",
					    .key = on_key,
					    .unknown = on_unknown,
					    .paste = on_paste,
					    .mouse = on_mouse,
					    .changed = on_changed,
					    .compose = on_compose,
					    .close = on_close };
static const struct layer_ops other_ops = { .name = "other", .key = on_key, .close = on_close };

static const struct layer_ops modal_ops = { .name = "modal", .modal = true, .close = on_close };

static void on_change(void *user)
{
	struct fixture *f = user;

	f->changes++;
}

static void on_refused(void *user)
{
	struct fixture *f = user;

	str_append_char(&f->seen, '#');
}

static const struct layers_events events = { on_change, on_refused };

static int set_up(void **state)
{
	struct fixture *f = test_calloc(1, sizeof(*f));

	str_init(&f->seen);
	f->layers = layers_new(&events, f);
	f->a = (struct probe){ .f = f, .name = 'a' };
	f->b = (struct probe){ .f = f, .name = 'b' };
	f->c = (struct probe){ .f = f, .name = 'c' };
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	layers_free(f->layers);
	str_fini(&f->seen);
	test_free(f);
	return 0;
}

static bool press(struct fixture *f)
{
	str_clear(&f->seen);
	return layers_key(f->layers, (struct key){ .sym = KEYSYM_ENTER });
}

static void push(struct fixture *f, struct probe *p, const void *pane)
{
	layers_push(f->layers, &probe_ops, p, pane);
}

static void test_top_first(void **state)
{
	struct fixture *f = *state;

	assert_false(press(f));
	push(f, &f->a, NULL);
	push(f, &f->b, NULL);
	assert_int_equal(f->changes, 2);
	assert_false(press(f));
	assert_string_equal(f->seen.text, "bkak");
	f->b.takes = true;
	assert_true(press(f));
	assert_string_equal(f->seen.text, "bk");
	str_clear(&f->seen);
	assert_true(layers_paste(f->layers, "pasted", 6));
	assert_true(layers_unknown(f->layers, "\x1b[~", 3));
	assert_true(layers_mouse(f->layers, &(struct mouse_event){ .row = 7 }));
	assert_string_equal(f->seen.text, "bpbubm");
	layers_remove(f->layers, &f->b);
	assert_string_equal(f->seen.text, "bpbubmbx");
	assert_int_equal(f->changes, 3);
	layers_remove(f->layers, &f->b);
	assert_int_equal(f->changes, 3);
	assert_false(press(f));
	assert_string_equal(f->seen.text, "ak");
}

/* What a kind has no function for goes down. */
static void test_missing_functions(void **state)
{
	struct fixture *f = *state;

	push(f, &f->a, NULL);
	layers_push(f->layers, &other_ops, &f->b, NULL);
	f->a.takes = f->b.takes = true;
	assert_true(layers_paste(f->layers, "pasted", 6));
	assert_true(layers_mouse(f->layers, &(struct mouse_event){ .row = 7 }));
	assert_string_equal(f->seen.text, "apam");
}

/* A modal one keeps what it has no function for from those below. */
static void test_modal(void **state)
{
	struct fixture *f = *state;

	push(f, &f->a, &pane_one);
	assert_false(layers_modal(f->layers));
	layers_push(f->layers, &modal_ops, &f->b, &pane_one);
	assert_false(layers_modal(f->layers));
	layers_show(f->layers, &pane_one);
	assert_true(layers_modal(f->layers));
	assert_true(press(f));
	assert_true(layers_unknown(f->layers, "\x1b[~", 3));
	assert_true(layers_mouse(f->layers, &(struct mouse_event){ .row = 7 }));
	assert_string_equal(f->seen.text, "");
	assert_true(layers_paste(f->layers, "pasted", 6));
	assert_string_equal(f->seen.text, "#");
}

static void test_panes(void **state)
{
	struct fixture *f = *state;

	layers_show(f->layers, &pane_one);
	push(f, &f->a, &pane_one);
	push(f, &f->b, &pane_two);
	layers_push(f->layers, &other_ops, &f->c, NULL);
	press(f);
	assert_string_equal(f->seen.text, "ckak");
	assert_ptr_equal(layers_find(f->layers, &probe_ops), &f->a);
	assert_ptr_equal(layers_find_in(f->layers, &probe_ops, &pane_two), &f->b);
	assert_null(layers_find_in(f->layers, &probe_ops, NULL));
	assert_ptr_equal(layers_top(f->layers), &other_ops);
	layers_show(f->layers, &pane_two);
	press(f);
	assert_string_equal(f->seen.text, "ckbk");
	assert_ptr_equal(layers_find(f->layers, &probe_ops), &f->b);
	str_clear(&f->seen);
	layers_remove_pane(f->layers, &pane_two);
	assert_string_equal(f->seen.text, "bx");
	press(f);
	assert_string_equal(f->seen.text, "ck");
	layers_remove(f->layers, &f->c);
	assert_null(layers_top(f->layers));
}

/* --- Pauses. */

static const struct layer_ops waiting_ops = {
	.name = "waiting", .modal = true, .waits_ms = 1000, .key = on_key, .close = on_close
};
static const struct layer_ops lasting_ops = {
	.name = "lasting", .lasts_ms = 500, .key = on_key, .close = on_close
};
static const struct layer_ops anew_ops = {
	.name = "anew", .anew_ms = 1000, .key = on_key, .close = on_close
};

/* It is drawn anew each second while it is there, and nothing is due else. */
static void test_anew(void **state)
{
	struct fixture *f = *state;

	layers_show(f->layers, &pane_one);
	layers_push(f->layers, &anew_ops, &f->b, &pane_one);
	f->changes = 0;
	layers_tick(f->layers, 100);
	assert_int_equal(f->changes, 1);
	assert_int_equal(layers_deadline(f->layers), 1100);
	layers_tick(f->layers, 1099);
	assert_int_equal(f->changes, 1);
	layers_tick(f->layers, 1100);
	assert_int_equal(f->changes, 2);
	layers_show(f->layers, &pane_two);
	assert_int_equal(layers_deadline(f->layers), -1);
	layers_show(f->layers, &pane_one);
	layers_tick(f->layers, 5000);
	assert_int_equal(layers_deadline(f->layers), 6000);
	layers_remove(f->layers, &f->b);
	assert_int_equal(layers_deadline(f->layers), -1);
}

/* It takes keys, pastes and unknown sequences only after the keys have paused since it was shown.
 */
static void test_waits(void **state)
{
	struct fixture *f = *state;

	push(f, &f->a, NULL);
	layers_push(f->layers, &waiting_ops, &f->b, &pane_one);
	layers_show(f->layers, &pane_one);
	f->a.takes = f->b.takes = true;
	assert_int_equal(layers_deadline(f->layers), -1);
	layers_tick(f->layers, 100);
	assert_int_equal(layers_deadline(f->layers), 1100);
	layers_typed(f->layers, 1050);
	press(f);
	assert_string_equal(f->seen.text, "ak");
	assert_true(layers_paste(f->layers, "pasted", 6));
	assert_true(layers_unknown(f->layers, "\x1b[~", 3));
	assert_string_equal(f->seen.text, "akapau");
	assert_int_equal(layers_deadline(f->layers), 2050);
	layers_tick(f->layers, 2049);
	press(f);
	assert_string_equal(f->seen.text, "ak");
	f->changes = 0;
	layers_tick(f->layers, 2050);
	assert_int_equal(f->changes, 1);
	assert_int_equal(layers_deadline(f->layers), -1);
	layers_remove(f->layers, &f->a);
	press(f);
	assert_string_equal(f->seen.text, "bk");
	/* Typing then is for it. */
	layers_typed(f->layers, 2100);
	layers_tick(f->layers, 2101);
	press(f);
	assert_string_equal(f->seen.text, "bk");
}

/* Time that it isn't shown counts for nothing, and coming back to it begins anew. */
static void test_waits_while_shown(void **state)
{
	struct fixture *f = *state;

	layers_show(f->layers, &pane_two);
	layers_push(f->layers, &waiting_ops, &f->b, &pane_one);
	f->b.takes = true;
	layers_tick(f->layers, 100);
	layers_tick(f->layers, 9000);
	layers_show(f->layers, &pane_one);
	assert_false(press(f));
	layers_tick(f->layers, 9000);
	layers_tick(f->layers, 9999);
	assert_false(press(f));
	layers_tick(f->layers, 10000);
	assert_true(press(f));
	layers_show(f->layers, &pane_one);
	assert_true(press(f));
	layers_show(f->layers, &pane_two);
	layers_show(f->layers, &pane_one);
	assert_false(press(f));
}

static void test_lasts(void **state)
{
	struct fixture *f = *state;

	layers_push(f->layers, &lasting_ops, &f->a, NULL);
	f->a.takes = true;
	layers_tick(f->layers, 0);
	assert_true(press(f));
	layers_typed(f->layers, 400);
	layers_tick(f->layers, 899);
	assert_true(press(f));
	assert_int_equal(layers_deadline(f->layers), 900);
	str_clear(&f->seen);
	layers_tick(f->layers, 900);
	assert_string_equal(f->seen.text, "ax");
	assert_false(press(f));
	assert_int_equal(layers_deadline(f->layers), -1);
}

/* What the user has opened in the program lies over what comes up in a session. */
static void test_program_over_panes(void **state)
{
	struct fixture *f = *state;

	layers_show(f->layers, &pane_one);
	push(f, &f->a, NULL);
	push(f, &f->b, &pane_one);
	press(f);
	assert_string_equal(f->seen.text, "akbk");
}

static void remove_self(struct probe *p)
{
	layers_remove(p->f->layers, p);
	note(p, '.'); /* still there: its call is under way */
}

static void remove_all(struct probe *p)
{
	layers_remove(p->f->layers, &p->f->a);
	layers_remove(p->f->layers, &p->f->b);
	layers_remove(p->f->layers, &p->f->c);
}

static void push_c(struct probe *p)
{
	push(p->f, &p->f->c, NULL);
}

static void replace_self(struct probe *p)
{
	layers_remove(p->f->layers, p);
	push_c(p);
}

static void press_again(struct probe *p)
{
	p->on_key = remove_self;
	layers_key(p->f->layers, (struct key){ .sym = KEYSYM_ENTER });
	note(p, '!');
}

static void test_changes_meanwhile(void **state)
{
	struct fixture *f = *state;

	push(f, &f->a, NULL);
	push(f, &f->b, NULL);
	f->b.on_key = push_c;
	press(f); /* the new one isn't asked, those below are */
	assert_string_equal(f->seen.text, "bkak");
	layers_remove(f->layers, &f->c);
	f->b.on_key = replace_self;
	press(f);
	assert_string_equal(f->seen.text, "bkbxak");
	layers_remove(f->layers, &f->c);
	push(f, &f->b, NULL);
	f->b.on_key = remove_self;
	press(f);
	assert_string_equal(f->seen.text, "bkb.bxak");
	push(f, &f->b, NULL);
	push(f, &f->c, NULL);
	f->b.on_key = remove_all; /* those above and below go at once, it when it has returned */
	press(f);
	assert_string_equal(f->seen.text, "ckbkaxcxbx");
	assert_null(layers_top(f->layers));
}

/* A call within a call of the same layer. */
static void test_nested(void **state)
{
	struct fixture *f = *state;

	push(f, &f->a, NULL);
	f->a.on_key = press_again;
	f->a.takes = true;
	assert_true(press(f));
	assert_string_equal(f->seen.text, "akaka.a!ax");
	assert_null(layers_top(f->layers));
}

static void test_compose(void **state)
{
	struct fixture *f = *state;
	struct layer_area area = { .top = 0, .bottom = 10, .floor = 11 };
	struct frame frame;

	frame_init(&frame);
	layers_show(f->layers, &pane_one);
	push(f, &f->a, &pane_one);
	push(f, &f->b, &pane_one);
	push(f, &f->c, &pane_two);
	layers_compose(f->layers, &area, &frame);
	assert_string_equal(f->seen.text, "adbd");
	assert_int_equal(area.bottom, 8);
	frame_fini(&frame);
}

/* The uppermost isn't left without room by those below it. */
static void test_compose_room(void **state)
{
	struct fixture *f = *state;
	struct layer_area area = { .top = 1, .bottom = 8, .floor = 9 };
	struct frame frame;

	frame_init(&frame);
	layers_show(f->layers, &pane_one);
	push(f, &f->a, &pane_one);
	push(f, &f->b, &pane_one);
	push(f, &f->c, &pane_one);
	layers_compose(f->layers, &area, &frame);
	assert_int_equal(area.bottom, 7);
	frame_fini(&frame);
}

/* What comes in one go is kept; a key that is pressed after it isn't. */
static void test_typed_rest(void **state)
{
	struct fixture *f = *state;
	struct key q = { .sym = KEYSYM_CHAR, .cp = 'q' };

	typed_rest_keep(f->layers);
	layers_tick(f->layers, 1000);
	layers_typed(f->layers, 1020);
	assert_true(layers_key(f->layers, q));
	layers_tick(f->layers, 1020);
	assert_in_range(layers_deadline(f->layers), 1021, 1100);
	layers_tick(f->layers, 1100);
	layers_typed(f->layers, 1101);
	assert_false(layers_key(f->layers, q));
}

/* All of a pane hear of its changes, shown or not, and may go. */
static void test_changed(void **state)
{
	struct fixture *f = *state;

	layers_show(f->layers, &pane_one);
	layers_push(f->layers, &probe_ops, &f->a, &pane_two);
	layers_push(f->layers, &probe_ops, &f->b, &pane_two);
	layers_push(f->layers, &other_ops, &f->c, &pane_two);
	f->a.takes = false;
	f->b.takes = true;
	layers_changed(f->layers, &pane_one);
	assert_string_equal(f->seen.text, "");
	layers_changed(f->layers, &pane_two);
	assert_string_equal(f->seen.text, "b!bxa!");
	layers_changed(f->layers, &pane_two);
	assert_string_equal(f->seen.text, "b!bxa!a!");
}

static void test_freeing(void **state)
{
	struct fixture *f = *state;
	Layers *layers = layers_new(&events, f);

	layers_push(layers, &probe_ops, &f->a, &pane_one);
	layers_push(layers, &probe_ops, &f->b, &pane_two);
	f->changes = 0;
	layers_free(layers);
	assert_string_equal(f->seen.text, "bxax");
	assert_int_equal(f->changes, 0);
	layers_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_top_first, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_missing_functions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_modal, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_panes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_anew, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_waits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_waits_while_shown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_lasts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_program_over_panes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_changes_meanwhile, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_nested, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_compose, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_compose_room, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_typed_rest, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_changed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_freeing, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
