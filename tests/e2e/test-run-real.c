/* `hail run` with real peers: a telnetd, and a console server whose line has a silent getty. */
#include "e2e/harness.h"

#include <sys/wait.h>

#include "servers/real.h"

static Job *run(const char *place)
{
	static const char user[] = "user=ann", password[] = "password-command=echo s3cr3t";

	return job_start(WORDS("hail", "run", "--no-config", "--json", "-o", user, "-o", password,
			       "--timeout", "30", "-x", "echo one", "-x", "printf 'a\\n\\nb\\n'",
			       "-x", "seq 1 100", place));
}

/* Three commands, and nothing but their output: no echo, no prompt, no page. */
static void expect_outputs(Job *j)
{
	static const char first[] =
		"\"commands\":[{\"command\":\"echo one\",\"output\":\"one\",\"ok\":true},";
	static const char second[] = "\"output\":\"a\\n\\nb\",\"ok\":true},";
	static const char third[] = "{\"command\":\"seq 1 100\",\"output\":\"1\\n2\\n";
	static const char last[] = "\\n99\\n100\",\"ok\":true}],\"log\":[],\"result\":null}\n";
	int status = job_wait(j);
	const char *out = job_output(j, NULL);

	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "saw status %x", (unsigned)status);
	CHECK(strstr(out, first), "expected %s in\n# %s", first, out);
	CHECK(strstr(out, second), "expected %s in\n# %s", second, out);
	CHECK(strstr(out, third), "expected %s in\n# %s", third, out);
	CHECK(strstr(out, last), "expected %s in\n# %s", last, out);
	CHECK(!strstr(out, "s3cr3t"), "the password is in the output");
}

static void test_telnetd(void)
{
	struct real_server s;
	char place[64];

	real_telnetd(&s);
	snprintf(place, sizeof(place), "telnet://127.0.0.1:%s", s.port);
	expect_outputs(run(place));
}

static void test_console(void)
{
	const char *build = getenv("HAIL_BUILDDIR"), *source = getenv("HAIL_SRCDIR");
	char program[1024], login[1024], path[100], place[64];
	struct real_server s;
	struct home home;
	Job *line;

	home_init(&home);
	snprintf(program, sizeof(program), "%s/tests/servers/getty", build ? build : "build");
	snprintf(login, sizeof(login), "%s/tests/servers/login", source ? source : ".");
	line = job_start(WORDS(program, login, home.path));
	job_wait_output(line, "\n");
	snprintf(path, sizeof(path), "%.*s", (int)strcspn(job_output(line, NULL), "\n"),
		 job_output(line, NULL));
	real_ser2net(&s, path);
	snprintf(place, sizeof(place), "telnet://127.0.0.1:%s", s.port);
	expect_outputs(run(place));
}

/* Who logs in as root isn't led down to the user that the pack works as: that would end the shell.
 */
static void test_root(void)
{
	Job *j = job_start(WORDS("hail", "run", "--no-config", "--json", "-o", "pack=linux", "-x",
				 "echo one",
				 "exec:env 'PS1=root@box:~# ' bash --norc --noprofile -i"));
	int status = job_wait(j);

	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "saw status %x and\n# %s",
	      (unsigned)status, job_output(j, NULL));
	CHECK(strstr(job_output(j, NULL), "\"output\":\"one\",\"ok\":true"), "saw\n# %s",
	      job_output(j, NULL));
}

static const struct tap_case cases[] = {
	{ "a shell as root", test_root, 0 },
	{ "inetutils-telnetd", test_telnetd, 0 },
	{ "ser2net, and a getty that wants Enter", test_console, 0 },
};

int main(int argc, char **argv)
{
	return tap_main(argc, argv, cases, COUNT(cases));
}
