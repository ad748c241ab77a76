#include "link/password-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "config/paths.h"
#include "base/poison.h"

static bool check(int fd, const char *path, struct err *e)
{
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0)
		return err_set(e, ERR_USAGE, "cannot read the password file %.300s: %s", path,
			       strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_USAGE, "the password file %.300s is not a regular file",
			       path);
	if (st.st_mode & 077)
		return err_set(e, ERR_USAGE,
			       "others may read the password file %.300s: chmod 600 it, and change "
			       "the password",
			       path);
	return st.st_uid == geteuid() ||
	       err_set(e, ERR_USAGE, "the password file %.300s belongs to another user", path);
}

static bool read_line(int fd, const char *path, struct buf *out, struct err *e)
{
	char bytes[PASSWORD_FILE_MAX + 2];
	ssize_t n = read(fd, bytes, sizeof(bytes));
	size_t length = 0;

	while ((ssize_t)length < n && bytes[length] != '\n' && bytes[length] != '\r' &&
	       bytes[length])
		length++;
	if (length && length <= PASSWORD_FILE_MAX)
		buf_append(out, bytes, length);
	mem_wipe(bytes, sizeof(bytes));
	return (length && length <= PASSWORD_FILE_MAX) ||
	       err_set(e, ERR_USAGE,
		       "the password file %.300s must begin with a line of 1 to %d bytes", path,
		       PASSWORD_FILE_MAX);
}

bool password_file_read(const char *path, struct buf *out, struct err *e)
{
	char *full = paths_expand(path);
	int fd = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	bool good = check(fd, full, e) && read_line(fd, full, out, e);

	if (fd >= 0)
		close(fd);
	free(full);
	return good;
}
