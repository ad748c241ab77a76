#include "base/standard-fds.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/poison.h"

bool standard_fds_open(struct err *e)
{
	/* open(2) takes the lowest number that is free, and those below `fd` are in use. */
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", O_RDWR) != fd)
			return err_set(e, ERR_OTHER,
				       "cannot open /dev/null for a closed descriptor");
	}
	return true;
}
