#include "ui/curses-internal.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/poison.h"

enum { OUTPUT_MIN = 65536 }; /* bytes; a frame of 80x24 fits */

/* The limit on a file's size holds for one in memory too: a frame would be cut without a word. */
static bool has_room(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_FSIZE, &limit) < 0 || limit.rlim_cur >= OUTPUT_MIN;
}

FILE *curses_output_open(void)
{
	if (!has_room()) {
		errno = EFBIG;
		return NULL;
	}
#ifdef HAVE_MEMFD_CREATE
	int fd = memfd_create("hail-screen", MFD_CLOEXEC);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w+");

	if (file)
		return file;
#endif
	return tmpfile();
}

bool curses_output_take(FILE *file, UserTty *device)
{
	int fd = fileno(file);
	off_t end = lseek(fd, 0, SEEK_CUR);
	off_t at = 0;
	char bytes[8192];

	while (at < end) {
		size_t left = (size_t)(end - at);
		ssize_t n = pread(fd, bytes, left < sizeof(bytes) ? left : sizeof(bytes), at);

		if (n <= 0)
			break;
		user_tty_write(device, bytes, (size_t)n);
		at += n;
	}
	lseek(fd, 0, SEEK_SET);
	return end >= 0 && at == end;
}

char *curses_replace(const char *name, const char *value)
{
	char *before = getenv(name) ? mem_strdup(getenv(name)) : NULL;

	setenv(name, value, 1);
	return before;
}

static char *replace(const char *name, unsigned value)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", value);
	return curses_replace(name, text);
}

void curses_put_back(const char *name, char *before)
{
	if (before)
		setenv(name, before, 1);
	else
		unsetenv(name);
	free(before);
}

bool curses_size_check(const UserTty *device, struct err *e)
{
	unsigned width = 80, height = 24;

	if (user_tty_size(device, &width, &height) &&
	    (width < SCREEN_WIDTH_MIN || height < SCREEN_HEIGHT_MIN))
		return err_set(e, ERR_OTHER,
			       "the window is %ux%u; at least %dx%d is needed (enlarge it, "
			       "or use --pipe)",
			       width, height, SCREEN_WIDTH_MIN, SCREEN_HEIGHT_MIN);
	return true;
}

void curses_size_set(struct curses_size *before, unsigned width, unsigned height)
{
	before->width = replace("COLUMNS", width);
	before->height = replace("LINES", height);
}

void curses_size_reset(struct curses_size *before)
{
	curses_put_back("COLUMNS", before->width);
	curses_put_back("LINES", before->height);
}

void curses_title(const char *text, bool first, bool ascii, struct str *out)
{
	str_append_string(out, first ? CURSES_TITLE_PUSH "\x1b]2;" : "\x1b]2;");
	for (const char *c = text; *c; c++) {
		if ((unsigned char)*c >= ' ' && *c != 0x7f && (!ascii || (*c & 0x80) == 0))
			str_append_char(out, *c);
	}
	str_append_string(out, "\a");
}

/* The selection `c` is the clipboard. */
void curses_copy(const char *base64, struct str *out)
{
	str_append_format(out, "\x1b]52;c;%s\a", base64);
}
