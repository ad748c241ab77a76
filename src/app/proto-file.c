#include "app/proto-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/private-file.h"
#include "base/poison.h"

enum { FILE_MAX = 16 << 20 }; /* bytes */

static bool read_all(const char *path, struct buf *out, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool good = fd >= 0 && private_file_read_from(fd, 0, FILE_MAX, out);

	if (!good)
		err_set(e, ERR_USAGE, "cannot read the descriptor set \"%s\": %s", path,
			strerror(errno));
	if (fd >= 0)
		close(fd);
	return good;
}

Schema *proto_file_read(const char *path, const char *type, struct err *e)
{
	struct err why = { .kind = ERR_NONE };
	Schema *s = NULL;
	struct buf bytes;

	buf_init(&bytes);
	if (read_all(path, &bytes, e)) {
		s = schema_read(buf_data(&bytes), buf_length(&bytes), type, &why);
		if (!s)
			err_set(e, why.kind, "\"%s\": %s", path, why.text);
	}
	buf_fini(&bytes);
	return s;
}
