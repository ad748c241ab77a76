/*
 * vttest over a real telnetd: what the user's terminal shows at each step of tests/golden/vttest,
 * where a file is a walk through menus. Lines of a walk:
 *
 *     menu TEXT: KEYS   presses keys, as tty_keys names them, and waits for a menu of that title
 *     keys KEYS         presses keys; below it, indented, the screen that comes of it: each row
 *                       behind a bar, places with attributes, the cursor; rows count from 1
 *
 * "Sorry, test not implemented" on a screen is vttest's own text. `#` begins a comment. With
 * HAIL_GOLDEN_UPDATE set the files are written anew.
 */
#include "e2e/harness.h"

#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/str.h"
#include "e2e/login.h"

enum { WIDTH = 80, HEIGHT = 24, PATH_SIZE = 1024, SETTLE_MS = 600 };

/* --- What is on the screen, as text. */

static void append_colours(struct str *out, const struct tty_cell *c)
{
	if (c->foreground != -1)
		str_append_format(out, " colour %d", c->foreground);
	if (c->background != -1)
		str_append_format(out, " on %d", c->background);
}

static void append_style(struct str *out, const struct tty_cell *c)
{
	str_clear(out);
	str_append_format(out, "%s%s%s%s%s", c->bold ? " bold" : "", c->italic ? " italic" : "",
			  c->underline ? " underline" : "", c->blink ? " blink" : "",
			  c->reverse ? " reverse" : "");
	append_colours(out, c);
}

/* Runs of places in row `y` that aren't in the default style. */
static void append_styles(Tty *t, int y, struct str *out)
{
	struct str style, next;
	int start = 0;

	str_init(&style);
	str_init(&next);
	str_append_string(&style, "");
	for (int x = 0; x <= WIDTH; x++) {
		struct tty_cell c = { .foreground = -1, .background = -1 };

		if (x < WIDTH)
			c = tty_cell(t, y, x);
		append_style(&next, &c);
		if (style.length == next.length && memcmp(style.text, next.text, next.length) == 0)
			continue;
		if (style.length)
			str_append_format(out, "  %d,%d-%d%s\n", y + 1, start + 1, x, style.text);
		str_clear(&style);
		str_append(&style, next.text, next.length);
		start = x;
	}
	str_fini(&style);
	str_fini(&next);
}

static void dump(Tty *t, struct str *out)
{
	int row, column, last = HEIGHT - 1;

	str_clear(out);
	while (last >= 0 && !*tty_row(t, last))
		last--;
	for (int y = 0; y <= last; y++)
		str_append_format(out, "  |%s\n", tty_row(t, y));
	for (int y = 0; y < HEIGHT; y++)
		append_styles(t, y, out);
	tty_cursor(t, &row, &column);
	str_append_format(out, "  cursor %s%d,%d\n", tty_cursor_visible(t) ? "" : "hidden ",
			  row + 1, column + 1);
}

/* --- A walk. */

struct walk {
	Tty *tty;
	long vttest; /* its process */
	unsigned long long read; /* bytes that it has to have read */
	char *rest; /* of the file */
	struct str expected; /* the screen that is waited for */
	struct str saw;
	struct str written; /* the file as it should be, with HAIL_GOLDEN_UPDATE */
	int64_t changed_ms; /* when `saw` last changed */
};

/* --- What vttest does. It drops what is typed while it draws, and some of its screens are alike.
 */

/* The first line of /proc/PID/FILE that begins with `prefix`, without that; NULL if there is none.
 */
static const char *process_line(long pid, const char *file, const char *prefix)
{
	static char line[256];
	char path[64];
	bool found = false;

	snprintf(path, sizeof(path), "/proc/%ld/%s", pid, file);
	FILE *f = fopen(path, "r");
	while (f && !found && fgets(line, sizeof(line), f))
		found = strncmp(line, prefix, strlen(prefix)) == 0;
	if (f)
		fclose(f);
	return found ? line + strlen(prefix) : NULL;
}

/* The process of vttest that was started in `folder`; 0 if there is none. */
static long find_vttest(const char *folder)
{
	DIR *d = opendir("/proc");
	long found = 0;

	for (struct dirent *e; d && !found && (e = readdir(d));) {
		char path[64], cwd[PATH_SIZE] = "";
		long pid = strtol(e->d_name, NULL, 10);
		const char *name = pid ? process_line(pid, "comm", "") : NULL;

		if (!name || strcmp(name, "vttest\n") != 0)
			continue;
		snprintf(path, sizeof(path), "/proc/%ld/cwd", pid);
		if (readlink(path, cwd, sizeof(cwd) - 1) > 0 && strcmp(cwd, folder) == 0)
			found = pid;
	}
	if (d)
		closedir(d);
	return found;
}

static unsigned long long bytes_read(long pid)
{
	const char *text = process_line(pid, "io", "rchar: ");

	return text ? strtoull(text, NULL, 10) : 0;
}

/* Whether it has read what was typed, and waits for more. */
static bool wants_keys(const struct walk *w)
{
	const char *call;

	if (bytes_read(w->vttest) < w->read)
		return false;
	call = process_line(w->vttest, "syscall", "");
	return call && strtol(call, NULL, 10) == SYS_read;
}

static bool is_waiting(Tty *t, const void *user)
{
	(void)t;
	return wants_keys(user);
}

/* Presses keys when vttest reads. */
static void press(struct walk *w, const char *keys)
{
	tty_wait(w->tty, is_waiting, w, "that vttest reads");
	w->read = bytes_read(w->vttest) + 1;
	tty_keys(w->tty, keys);
}

static bool is_expected(Tty *t, const void *user)
{
	struct walk *w = (struct walk *)(uintptr_t)user;

	dump(t, &w->saw);
	return strcmp(w->saw.text, w->expected.text) == 0 && wants_keys(w);
}

/* Only for writing: nobody knows what is to come. */
static bool has_settled(Tty *t, const void *user)
{
	struct walk *w = (struct walk *)(uintptr_t)user;
	struct str before = w->saw;

	str_init(&w->saw);
	dump(t, &w->saw);
	if (!before.length || strcmp(w->saw.text, before.text) != 0)
		w->changed_ms = pump_now();
	str_fini(&before);
	return pump_now() - w->changed_ms >= SETTLE_MS;
}

/* The next line of the file, or NULL. */
static char *next_line(struct walk *w)
{
	char *line = w->rest, *end = line ? strchr(line, '\n') : NULL;

	if (!end)
		return NULL;
	*end = '\0';
	w->rest = end + 1;
	return line;
}

static bool menu_stands(Tty *t, const void *title)
{
	int row, column;

	tty_cursor(t, &row, &column);
	return tty_find(t, 0, title) >= 0 && strstr(tty_row(t, row), "Enter choice number");
}

static void take_expected(struct walk *w)
{
	str_clear(&w->expected);
	while (w->rest && strncmp(w->rest, "  ", 2) == 0)
		str_append_format(&w->expected, "%s\n", next_line(w));
}

static void show_expected(const void *user)
{
	const struct walk *w = user;

	if (w->expected.length)
		tap_note_bytes("expected", w->expected.text, w->expected.length);
}

static void step(struct walk *w, char *line)
{
	char *keys = strstr(line, ": ");

	tap_note("%s", line);
	if (strncmp(line, "menu ", 5) == 0 && keys) {
		*keys = '\0';
		press(w, keys + 2);
		tty_wait(w->tty, menu_stands, line + 5, line);
		*keys = ':';
		return;
	}
	CHECK(strncmp(line, "keys ", 5) == 0, "unknown line: %s", line);
	take_expected(w);
	press(w, line + 5);
	if (getenv("HAIL_GOLDEN_UPDATE")) {
		str_clear(&w->saw);
		tty_wait(w->tty, has_settled, w, "a screen that stays");
	} else {
		tty_wait(w->tty, is_expected, w, "the screen of the golden file");
	}
}

static void write_file(const char *path, const struct str *text)
{
	FILE *f = fopen(path, "w");

	CHECK(f && fwrite(text->text, 1, text->length, f) == text->length && fclose(f) == 0,
	      "cannot write %s", path);
}

static void play(struct walk *w)
{
	char *line;

	while ((line = next_line(w))) {
		bool screen = strncmp(line, "keys ", 5) == 0;

		str_append_format(&w->written, "%s\n", line);
		if (*line && *line != '#')
			step(w, line);
		if (screen)
			str_append(&w->written, w->saw.text, w->saw.length);
	}
}

/* vttest in a terminal whose peer has 24 rows of 80, as far as its first menu. */
static void start_vttest(struct login *l)
{
	const char *servers = getenv("HAIL_SERVERS");
	char command[PATH_SIZE];

	snprintf(command, sizeof(command), "%s/bin/vttest", servers ? servers : "build/servers");
	if (access(command, X_OK) < 0)
		tap_skip("no %s", command);
	login_start(l, WIDTH, HEIGHT + 1);
	snprintf(command, sizeof(command), "exec %s/bin/vttest 24x80.80",
		 servers ? servers : "build/servers");
	login_command(l, command);
	tty_wait(l->tty, menu_stands, "VT100 test program", "the first menu");
}

static void walk(const char *name)
{
	const char *top = getenv("HAIL_SRCDIR");
	char path[PATH_SIZE];
	struct walk w = { 0 };
	struct login l;
	size_t n;

	snprintf(path, sizeof(path), "%s/tests/golden/vttest/%s", top ? top : ".", name);
	char *text = home_read_file(path, &n);
	CHECK(text, "cannot read %s", path);
	start_vttest(&l);
	w.tty = l.tty;
	w.vttest = find_vttest(l.server.folder);
	if (!bytes_read(w.vttest))
		tap_skip("no /proc/PID/io");
	w.rest = text;
	str_init(&w.expected);
	str_init(&w.saw);
	str_init(&w.written);
	tap_show_on_failure(show_expected, &w);
	play(&w);
	if (getenv("HAIL_GOLDEN_UPDATE"))
		write_file(path, &w.written);
	str_fini(&w.expected);
	str_fini(&w.saw);
	str_fini(&w.written);
	free(text);
}

static void test_cursor(void)
{
	walk("1-cursor");
}

static void test_screen(void)
{
	walk("2-screen");
}

static void test_charsets(void)
{
	walk("3-charsets");
}

static void test_keyboard(void)
{
	walk("5-keyboard");
}

static void test_reports(void)
{
	walk("6-reports");
}

static void test_insert_delete(void)
{
	walk("8-insert-delete");
}

static void test_vt220(void)
{
	walk("11.1-vt220");
}

static void test_vt320(void)
{
	walk("11.2-vt320");
}

static void test_vt420(void)
{
	walk("11.3-vt420");
}

static void test_vt520(void)
{
	walk("11.4-vt520");
}

static void test_iso_cursor(void)
{
	walk("11.5-iso-cursor");
}

static void test_iso_colours(void)
{
	walk("11.6-iso-colours");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "1: cursor movements", test_cursor, 0 },
		{ "2: screen features", test_screen, 0 },
		{ "3: character sets", test_charsets, 0 },
		{ "5: keyboard", test_keyboard, 0 },
		{ "6: reports", test_reports, 0 },
		{ "8: VT102 insert and delete", test_insert_delete, 0 },
		{ "11.1: VT220", test_vt220, 0 },
		{ "11.2: VT320", test_vt320, 240 },
		{ "11.3: VT420", test_vt420, 240 },
		{ "11.4: VT520", test_vt520, 240 },
		{ "11.5: ISO 6429 cursor movement", test_iso_cursor, 0 },
		{ "11.6: ISO 6429 colours", test_iso_colours, 240 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
