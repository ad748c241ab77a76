#include "ctl/ctl-path.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/private-file.h"
#include "base/str.h"
#include "config/paths.h"
#include "base/poison.h"

static const char ending[] = ".sock";

/* The folder of the variable; NULL if that is none. */
static char *runtime_folder(void)
{
	const char *base = getenv("XDG_RUNTIME_DIR");
	struct str path;

	if (!base || base[0] != '/')
		return NULL;
	str_init(&path);
	str_append_format(&path, "%s/hail", base);
	return str_take(&path);
}

/* Makes the folder if need be; false with `e` set if others could reach into it. */
static bool is_ours_alone(const char *folder, struct err *e)
{
	struct str below;
	struct stat st;
	bool made;

	str_init(&below);
	str_append_format(&below, "%s/x", folder);
	made = private_file_make_folders(below.text) == 0;
	str_fini(&below);
	if (!made || lstat(folder, &st) < 0)
		return err_set(e, ERR_OTHER,
			       "the folder %s for the control socket can't be made: %s", folder,
			       strerror(errno));
	if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077))
		return err_set(e, ERR_OTHER,
			       "the folder %s for the control socket must be yours, and closed to "
			       "others (chmod 700)",
			       folder);
	return true;
}

bool ctl_path_address(const char *path, struct sockaddr_un *out, struct err *e)
{
	size_t n = strlen(path);

	*out = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (n >= sizeof(out->sun_path))
		return err_set(e, ERR_USAGE, "the path of a control socket is too long: %s", path);
	memcpy(out->sun_path, path, n + 1);
	return true;
}

/* --- What is there. */

/* The process whose socket the file `name` is; 0 if it is none. */
static pid_t pid_of(const char *name)
{
	size_t n = strlen(name), cut = sizeof(ending) - 1;
	long long pid = 0;
	char *digits;

	if (n <= cut || strcmp(name + n - cut, ending) != 0)
		return 0;
	digits = mem_strndup(name, n - cut);
	str_to_number(digits, 1, 0x7fffffff, &pid);
	free(digits);
	return (pid_t)pid;
}

static bool each_in(const char *folder, bool (*each)(void *user, pid_t pid, const char *path),
		    void *user)
{
	DIR *dir = folder ? opendir(folder) : NULL;
	struct dirent *entry;
	bool more = true;

	while (dir && more && (entry = readdir(dir))) {
		pid_t pid = pid_of(entry->d_name);
		struct str path;

		if (!pid)
			continue;
		str_init(&path);
		str_append_format(&path, "%s/%s", folder, entry->d_name);
		more = each(user, pid, path.text);
		str_fini(&path);
	}
	if (dir)
		closedir(dir);
	return more;
}

/* Whoever looks may have been started without the variable. */
void ctl_path_each(bool (*each)(void *user, pid_t pid, const char *path), void *user)
{
	char *runtime = runtime_folder(), *state = paths_state("ctl");
	char usual[64];

	snprintf(usual, sizeof(usual), "/run/user/%u/hail", (unsigned)geteuid());
	if (each_in(runtime, each, user) &&
	    ((runtime && strcmp(runtime, usual) == 0) || each_in(usual, each, user)))
		each_in(state, each, user);
	free(runtime);
	free(state);
}

/* Of a process that lives, perhaps in another container, somebody may listen. */
static bool is_left_over(pid_t pid, const char *path)
{
	struct sockaddr_un address;
	bool refused;
	int fd;

	if (kill(pid, 0) == 0 || errno != ESRCH || !ctl_path_address(path, &address, NULL))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	refused = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0 &&
		  errno == ECONNREFUSED;
	if (fd >= 0)
		close(fd);
	return refused;
}

static bool clean(void *user, pid_t pid, const char *path)
{
	(void)user;
	if (is_left_over(pid, path))
		unlink(path);
	return true;
}

char *ctl_path_own(struct err *e)
{
	char *folder = runtime_folder();
	struct str path;

	if (!folder || !is_ours_alone(folder, NULL)) {
		free(folder);
		folder = paths_state("ctl");
		if (!folder || !is_ours_alone(folder, e)) {
			if (!folder)
				err_set(e, ERR_OTHER,
					"there is no place for a control socket: "
					"neither XDG_RUNTIME_DIR nor HOME is set");
			free(folder);
			return NULL;
		}
	}
	each_in(folder, clean, NULL);
	str_init(&path);
	str_append_format(&path, "%s/%ld%s", folder, (long)getpid(), ending);
	free(folder);
	return str_take(&path);
}
