#include "app/replay-to.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/standard-output.h"
#include "base/interrupted.h"
#include "base/str.h"
#include "record/convert.h"
#include "base/poison.h"

enum { COPY_PIECE = 65536 };

static const struct replay_format {
	const char *name;
	bool (*convert)(RecordingReader *r, const char *path, struct err *e);
} formats[] = {
	{ "text", convert_to_text },
	{ "html", convert_to_html },
	{ "svg", NULL }, /* convert_to_svg: of a moment */
	{ "asciicast", convert_to_asciicast },
	{ "pcapng", convert_to_pcapng },
};

static const struct replay_format *find(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	}
	return NULL;
}

bool replay_to_check(const char *format, const char *output, struct err *e)
{
	if (!find(format))
		return err_set(e, ERR_USAGE, "--to takes one of %s, not \"%s\"", REPLAY_FORMATS,
			       format);
	return output || strcmp(format, "text") == 0 ||
	       err_set(e, ERR_USAGE, "--to %s needs --output FILE", format);
}

/* --- Text to standard output, by way of a file. */

static bool copy(int fd, struct err *e)
{
	unsigned times = 0;
	struct buf out;
	bool good = true;

	buf_init(&out);
	while (good) {
		ssize_t n = read(fd, buf_reserve(&out, COPY_PIECE), COPY_PIECE);

		if (n < 0 && interrupted(errno, &times))
			continue;
		if (n < 0)
			good = err_set(e, ERR_OTHER, "cannot read what was converted: %s",
				       strerror(errno));
		if (n <= 0)
			break;
		times = 0;
		buf_commit(&out, (size_t)n);
		good = standard_output_write(&out, e);
	}
	buf_fini(&out);
	return good;
}

/* The file has a folder of its own, which nobody else can look into. */
static bool to_standard_output(RecordingReader *r, struct err *e)
{
	const char *place = getenv("TMPDIR");
	struct str folder, path;
	bool good;
	int fd;

	str_init(&folder);
	str_init(&path);
	str_append_format(&folder, "%s/hail-replay-XXXXXX", place && *place ? place : "/tmp");
	if (!mkdtemp(folder.text)) {
		err_set(e, ERR_OTHER, "cannot make a folder like %s: %s", folder.text,
			strerror(errno));
		str_fini(&folder);
		str_fini(&path);
		return false;
	}
	str_append_format(&path, "%s/text", folder.text);
	good = convert_to_text(r, path.text, e);
	fd = good ? open(path.text, O_RDONLY | O_CLOEXEC) : -1;
	unlink(path.text);
	rmdir(folder.text);
	if (good && fd < 0)
		good = err_set(e, ERR_OTHER, "cannot read %s: %s", path.text, strerror(errno));
	good = good && copy(fd, e);
	if (fd >= 0)
		close(fd);
	str_fini(&folder);
	str_fini(&path);
	return good;
}

bool replay_to_is_of_moment(const char *format)
{
	return !find(format)->convert;
}

bool replay_to_run(const char *format, const char *output, int64_t time, RecordingReader *r,
		   struct err *e)
{
	if (!output)
		return to_standard_output(r, e);
	return replay_to_is_of_moment(format) ? convert_to_svg(r, output, time, e) :
						find(format)->convert(r, output, e);
}
