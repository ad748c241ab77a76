/*
 * Full-screen programs over a real telnetd beside the same programs run directly in the same kind
 * of terminal: after each key, and after resizes, both show the same characters, colours and
 * cursor. A program that isn't installed is skipped.
 */
#include "e2e/harness.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "base/utf8.h"
#include "e2e/login.h"

enum {
	WIDTH = 80,
	HEIGHT = 24,
	STEPS_MAX = 16,
	CHANGING_MAX = 8,
	PATH_SIZE = 1024,
	QUIET = 50, /* ms without a byte from either: both have drawn what they had to */
	ROUNDS = 100, /* at most, of becoming equal and quiet */
};

struct program {
	const char *name; /* looked for in PATH */
	const char *command; /* run in a folder with the files of make_files */
	const char *first; /* text that stands on its first screen */
	struct {
		const char *keys; /* as tty_keys names them; NULL: `size` */
		const char *text; /* text that stands then */
		unsigned width, height; /* a resize instead */
	} steps[STEPS_MAX];
	/* Rows with one of these texts aren't compared: what changes by itself. */
	const char *changing[CHANGING_MAX];
};

struct both {
	struct login login; /* through the program under test */
	Tty *direct;
	const struct program *program;
	const char *text; /* that has to stand */
	int width, height; /* of the peer */
	size_t direct_before, through_before; /* bytes that each had written before this step */
	struct str why; /* the first difference */
};

static bool is_blank(const struct tty_cell *c)
{
	return !*c->text || strcmp(c->text, " ") == 0;
}

/* Blanks show no foreground, no weight and no slant. */
static bool same_cell(const struct tty_cell *a, const struct tty_cell *b)
{
	bool blank = is_blank(a) && is_blank(b);

	if (!blank && (strcmp(a->text, b->text) != 0 || a->bold != b->bold ||
		       a->italic != b->italic || a->foreground != b->foreground))
		return false;
	return a->background == b->background && a->underline == b->underline &&
	       a->reverse == b->reverse;
}

static void describe_cell(struct str *out, const struct tty_cell *c)
{
	str_append_format(out, "\"%s\"%s%s%s%s %d on %d", c->text, c->bold ? " bold" : "",
			  c->italic ? " italic" : "", c->underline ? " underline" : "",
			  c->reverse ? " reverse" : "", c->foreground, c->background);
}

static bool has_row(const struct both *b, int y, const char *text)
{
	return strstr(tty_row(b->direct, y), text) || strstr(tty_row(b->login.tty, y), text);
}

static bool is_compared(const struct both *b, int y)
{
	for (int i = 0; i < CHANGING_MAX && b->program->changing[i]; i++) {
		if (has_row(b, y, b->program->changing[i]))
			return false;
	}
	/* A prompt of root's: the user of telnetd is another. */
	return strcmp(tty_row(b->direct, y), "#") != 0;
}

/* How many columns the cell takes. */
static int columns_of(const char *text)
{
	uint32_t cp;

	return utf8_decode(text, strlen(text), &cp) && utf8_width(cp) == 2 ? 2 : 1;
}

static void compare_row(struct both *b, int y)
{
	for (int x = 0; x < b->width; x += columns_of(tty_cell(b->direct, y, x).text)) {
		struct tty_cell direct = tty_cell(b->direct, y, x);
		struct tty_cell through = tty_cell(b->login.tty, y, x);

		if (same_cell(&direct, &through))
			continue;
		str_append_format(&b->why, "row %d, column %d: directly ", y, x);
		describe_cell(&b->why, &direct);
		str_append_string(&b->why, ", through hail ");
		describe_cell(&b->why, &through);
		return;
	}
}

static void compare_cursors(struct both *b)
{
	int y, x, through_y, through_x;
	bool visible = tty_cursor_visible(b->direct);

	tty_cursor(b->direct, &y, &x);
	tty_cursor(b->login.tty, &through_y, &through_x);
	if (visible != tty_cursor_visible(b->login.tty) ||
	    (visible && (y != through_y || x != through_x)))
		str_append_format(&b->why, "cursor: directly %d,%d%s, through hail %d,%d%s", y, x,
				  visible ? "" : " hidden", through_y, through_x,
				  tty_cursor_visible(b->login.tty) ? "" : " hidden");
}

static size_t written(const Tty *t)
{
	size_t length;

	tty_raw(t, &length);
	return length;
}

/*
 * Both have answered the step and show the same. What stood there before may fit the step's text
 * too, so a side that has written nothing since hasn't answered.
 */
static bool look_the_same(Tty *t, const void *user)
{
	struct both *b = (struct both *)(uintptr_t)user;

	(void)t;
	str_clear(&b->why);
	if (written(b->direct) == b->direct_before)
		str_append_string(&b->why, "directly nothing was drawn");
	else if (written(b->login.tty) == b->through_before)
		str_append_string(&b->why, "through hail nothing was drawn");
	else if (tty_find(b->direct, 0, b->text) < 0)
		str_append_format(&b->why, "directly there is no \"%s\"", b->text);
	for (int y = 0; y < b->height && !b->why.length; y++) {
		if (is_compared(b, y))
			compare_row(b, y);
	}
	if (!b->why.length)
		compare_cursors(b);
	return !b->why.length;
}

/* Whether either has written since both had written `direct` and `through` bytes. */
static bool is_drawing(const void *user)
{
	const struct both *b = user;

	return written(b->direct) != b->direct_before || written(b->login.tty) != b->through_before;
}

static void begin_step(struct both *b, const char *text)
{
	b->text = text;
	b->direct_before = written(b->direct);
	b->through_before = written(b->login.tty);
}

/* Two half-drawn screens may be the same for a moment: the final ones have to be. */
static void wait_same(struct both *b)
{
	struct both then;

	for (int round = 0; round < ROUNDS; round++) {
		tty_wait(b->login.tty, look_the_same, b, "the same screen");
		then = *b;
		begin_step(&then, b->text);
		if (!pump_until(is_drawing, &then, QUIET))
			return;
	}
	CHECK(false, "expected an end of drawing");
}

static void show_difference(const void *user)
{
	const struct both *b = user;

	if (b->why.length)
		tap_note("%s", b->why.text);
}

static void write_file(const struct both *b, const char *name, const char *text)
{
	char path[PATH_SIZE];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", b->login.server.folder, name);
	f = fopen(path, "w");
	CHECK(f && fputs(text, f) >= 0 && fclose(f) == 0, "cannot write %s", path);
	chmod(path, 0666);
}

static void make_folder(const struct both *b, const char *name)
{
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "%s/%s", b->login.server.folder, name);
	CHECK(mkdir(path, 0777) == 0 && chmod(path, 0777) == 0, "cannot make %s", path);
}

/*
 * The folder `files`, homes for both, and `run NAME`, which runs the program with the home NAME. It
 * begins when the terminal has its size, since hail takes its input row back, and tells the peer
 * so, a moment after the peer has said that it echoes.
 */
static void make_files(const struct both *b)
{
	struct str run, text;

	make_folder(b, "files");
	make_folder(b, "direct");
	make_folder(b, "through");
	make_folder(b, "files/folder");
	str_init(&run);
	str_init(&text);
	str_append_format(&run,
			  "until test \"$(stty size)\" = '%d %d'; do :; done\n"
			  "clear; cd %s/files && exec env -i HOME=\"$PWD/../$1\" TERM=\"$TERM\" "
			  "PATH=/usr/local/bin:/usr/bin:/bin LC_ALL=C.UTF-8 SHELL=/bin/sh USER=bob "
			  "PS1='$ ' %s\n",
			  HEIGHT, WIDTH, b->login.server.folder, b->program->command);
	write_file(b, "run", run.text);
	for (int i = 1; i <= 100; i++)
		str_append_format(&text, "/* %d */ int line_%d = \"text\"; // naïve 日本語\n", i,
				  i);
	write_file(b, "files/text.c", text.text);
	write_file(b, "tmux.conf",
		   "set -g assume-paste-time 0\n"
		   "set -g default-command cat\nset -g status-right \"\"\n");
	write_file(b, "files/colours",
		   "\x1b[31mred\x1b[m \x1b[1;44mbold on blue\x1b[m\n"
		   "\x1b[38;5;208morange\x1b[m \x1b[7mreverse\x1b[m\n");
	str_fini(&run);
	str_fini(&text);
}

static void start(struct both *b)
{
	char path[PATH_SIZE];

	login_start(&b->login, WIDTH, HEIGHT + 1);
	make_files(b);
	snprintf(path, sizeof(path), "%s/run", b->login.server.folder);
	b->direct = tty_start(
		&(struct tty_setup){ .home = &b->login.home, .width = WIDTH, .height = HEIGHT },
		WORDS("sh", path, "direct"));
	snprintf(path, sizeof(path), "exec sh %s/run through", b->login.server.folder);
	begin_step(b, b->program->first);
	b->direct_before = 0;
	login_command(&b->login, path);
	b->width = WIDTH;
	b->height = HEIGHT;
	wait_same(b);
}

static bool is_installed(const char *name)
{
	static const char *const folders[] = { "/usr/local/bin", "/usr/bin", "/bin" };
	char path[PATH_SIZE];

	for (size_t i = 0; i < COUNT(folders); i++) {
		snprintf(path, sizeof(path), "%s/%s", folders[i], name);
		if (access(path, X_OK) == 0)
			return true;
	}
	return false;
}

static void run(const struct program *program)
{
	struct both b = { .program = program };

	if (!is_installed(program->name))
		tap_skip("no %s", program->name);
	str_init(&b.why);
	tap_show_on_failure(show_difference, &b);
	start(&b);
	for (size_t i = 0; i < STEPS_MAX && program->steps[i].text; i++) {
		const char *keys = program->steps[i].keys;

		begin_step(&b, program->steps[i].text);
		if (keys) {
			tap_note("%s", keys);
			tty_keys(b.direct, keys);
			tty_keys(b.login.tty, keys);
		} else {
			b.width = (int)program->steps[i].width;
			b.height = (int)program->steps[i].height;
			tap_note("%dx%d", b.width, b.height);
			tty_resize(b.direct, (unsigned)b.width, (unsigned)b.height);
			tty_resize(b.login.tty, (unsigned)b.width, (unsigned)b.height + 1);
		}
		wait_same(&b);
	}
	str_fini(&b.why);
}

/* Each change of the size is said once, as the kernel says it. */
static void test_sizes(void)
{
	run(&(struct program){
		.name = "sh",
		.command = "sh -c 'n=0; trap \"n=\\$((n + 1)); clear; echo \\$n: \\$(stty size).\" "
			   "WINCH; echo begun; while :; do sleep 1000 & wait; kill $!; done'",
		.first = "begun",
		.steps = { { NULL, "1: 30 100.", 100, 30 },
			   { NULL, "2: 12 50.", 50, 12 },
			   { NULL, "3: 24 80.", 80, 24 } },
	});
}

static void test_vim(void)
{
	run(&(struct program){
		.name = "vim",
		.command = "vim -u NONE -i NONE -N -n --cmd 'set shm+=F' -c 'set ruler hls' -c "
			   "'syn on' text.c",
		.first = "/* 1 */",
		.steps = { { "G", "/* 100 */", 0, 0 },
			   { "g g d d", "/* 2 */", 0, 0 },
			   { "i n e w Esc", "new/* 2 */", 0, 0 },
			   { ": 5 0 Enter", "line_50", 0, 0 },
			   { ": s p l i t Enter", "text.c", 0, 0 },
			   { NULL, "text.c", 100, 30 },
			   { ": s e t Space n u Enter", " 50 ", 0, 0 },
			   { NULL, "text.c", 60, 15 },
			   { "V j j", "VISUAL LINE", 0, 0 },
			   { "Esc : o n l y Enter", "line_", 0, 0 },
			   { "z t", "line_", 0, 0 } },
	});
}

static void test_less(void)
{
	run(&(struct program){
		.name = "less",
		.command = "less -R colours text.c",
		.first = "orange",
		.steps = { { ": n", "/* 1 */", 0, 0 },
			   { "Space", "/* 30 */", 0, 0 },
			   { "/ 5 0 Enter", "/* 50 */", 0, 0 },
			   { NULL, "/* 50 */", 100, 30 },
			   { "b", "/* 21 */", 0, 0 },
			   { NULL, "/* 21 */", 50, 12 },
			   { "G", "/* 100 */", 0, 0 },
			   { ": p", "orange", 0, 0 } },
	});
}

static void test_nano(void)
{
	run(&(struct program){
		.name = "nano",
		.command = "nano --ignorercfiles text.c",
		.first = "/* 1 */",
		.steps = { { "Down Down End x", "日本語x", 0, 0 },
			   { "Ctrl-W 5 0 Enter", "/* 50 */", 0, 0 },
			   { "a b c", "abc50", 0, 0 },
			   { NULL, "line_50", 100, 30 },
			   { "PgDn", "/* 70 */", 0, 0 },
			   { NULL, "/* 70 */", 60, 16 },
			   { "Ctrl-G", "Main nano help text", 0, 0 } },
		/* How much it has read, which it says for a while. */
		.changing = { "lines ]" },
	});
}

static void test_dialog(void)
{
	run(&(struct program){
		.name = "dialog",
		.command =
			"sh -c 'dialog --menu \"Pick one\" 15 50 5 a Apples b Bananas c Cherries; "
			"dialog --checklist \"Some\" 12 40 4 x Ex on y Why off; "
			"dialog --yesno \"Enough?\" 7 30; sleep 1000'",
		.first = "Bananas",
		.steps = { { "Down", "Bananas", 0, 0 },
			   { NULL, "Cherries", 100, 30 },
			   { "Tab", "Cherries", 0, 0 },
			   { "Enter", "Why", 0, 0 },
			   { "Down Space", "Why", 0, 0 },
			   { "Enter", "Enough?", 0, 0 } },
	});
}

static void test_mc(void)
{
	run(&(struct program){
		.name = "mc",
		.command = "mc --nosubshell --skin=default . folder",
		.first = "text.c",
		.steps = { { "Down", "text.c", 0, 0 },
			   { "Tab", "text.c", 0, 0 },
			   { NULL, "text.c", 100, 30 },
			   { "Tab Down", "text.c", 0, 0 },
			   { NULL, "text.c", 70, 20 },
			   { "Esc 9", "Options", 0, 0 },
			   { "Enter", "Listing format", 0, 0 },
			   { "Esc Esc", "text.c", 0, 0 } },
		/* The free space of the file system; a hint taken at random. */
		.changing = { "%)", "Hint:" },
	});
}

/* With no process to list and its meters left out, since numbers change by themselves. */
static void test_htop(void)
{
	run(&(struct program){
		.name = "htop",
		.command = "htop -d 100 -p 2147483647",
		.first = "F10",
		.steps = { { NULL, "F10", 100, 30 },
			   { "S", "Display options", 0, 0 },
			   { "Down", "2 columns", 0, 0 },
			   { NULL, "2 columns", 90, 20 },
			   { "Right Down Down", "2 columns", 0, 0 },
			   { "Esc", "F10Quit", 0, 0 } },
		.changing = { "%]", "K]", "M]", "G]", "Tasks:", "Load average:", "Uptime:" },
	});
}

static void test_tmux(void)
{
	run(&(struct program){
		.name = "tmux",
		.command = "tmux -S \"$PWD/../$1/socket\" -f ../tmux.conf new -n shell \"seq 40; "
			   "exec cat\"",
		.first = "[0] 0:shell*",
		.steps = { { "Ctrl-B %", "│", 0, 0 },
			   { "s e q Space 5 Enter", "seq 5", 0, 0 },
			   { "Ctrl-B \"", "seq 5", 0, 0 },
			   { NULL, "seq 5", 100, 30 },
			   { "e c h o Space x y Enter", "xy", 0, 0 },
			   { NULL, "xy", 72, 20 },
			   { "Ctrl-B o", "xy", 0, 0 },
			   { "Ctrl-B [", "xy", 0, 0 },
			   { "PgUp", "xy", 0, 0 },
			   { "q", "xy", 0, 0 } },
	});
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "sizes", test_sizes, 0 }, { "vim", test_vim, 0 },       { "less", test_less, 0 },
		{ "nano", test_nano, 0 },   { "dialog", test_dialog, 0 }, { "mc", test_mc, 0 },
		{ "htop", test_htop, 0 },   { "tmux", test_tmux, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
