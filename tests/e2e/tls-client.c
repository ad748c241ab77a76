#include "e2e/tls-client.h"

#include "e2e/harness.h"

/* Appends words; what ends in .pem or .key is a file of ours. */
static size_t add_words(const char **words, size_t n, const char *const *more)
{
	for (; *more; more++) {
		size_t length = strlen(*more);
		bool file = length > 4 && (!strcmp(*more + length - 4, ".pem") ||
					   !strcmp(*more + length - 4, ".key"));

		words[n++] = file ? tls_server_file(*more) : *more;
	}
	words[n] = NULL;
	return n;
}

void tls_client_server(struct tls_server *s, const char *certificate, const char *const *more)
{
	const char *words[32];

	words[0] = NULL;
	if (more)
		add_words(words, 0, more);
	tls_server_start(s, certificate, words);
}

/* `hail --tls --ca-file root.pem MORE HOST PORT` */
static const char *const *hail_words(const char **words, const char *const *more, const char *host,
				     const char *port)
{
	size_t n = add_words(words, 0, WORDS("hail", "--raw", "--tls", "--ca-file", "root.pem"));

	if (more)
		n = add_words(words, n, more);
	add_words(words, n, WORDS(host, port));
	return words;
}

Tty *tls_client_tty(const struct home *h, const char *const *more, const char *host,
		    const char *port)
{
	const char *words[32];

	return tty_start(
		&(struct tty_setup){
			.width = 200, .height = 60, .home = h, .errors = home_path(h, "stderr") },
		hail_words(words, more, host, port));
}

Job *tls_client_job(const struct home *h, const char *const *more, const char *host,
		    const char *port)
{
	const char *words[32];

	return job_start_with(h, NULL, hail_words(words, more, host, port));
}

void tls_client_expect_failed(const struct home *h, Tty *t, int status, const char *part)
{
	char *text;

	tty_expect_exit(t, status);
	text = home_read_file(home_path(h, "stderr"), NULL);
	CHECK(text, "nothing on stderr");
	check_sentence(text, part);
	free(text);
}

void tls_client_expect_connected(Tty *t, const char *trust)
{
	tty_wait_status(t, "connected");
	tty_wait_status(t, trust);
}

void tls_client_wait_question(Tty *t)
{
	tty_wait_no_text(t, "pause to answer");
}

void tls_client_answer(Tty *t, const char *word)
{
	char row[32];

	tty_wait_text(t, "self-signed");
	tls_client_wait_question(t);
	tty_type(t, word);
	snprintf(row, sizeof(row), "once/pin: %s", word);
	tty_wait_input(t, row);
	tty_keys(t, "Enter");
}

void tls_client_quit(Tty *t)
{
	tty_keys(t, "Ctrl-] q");
	tty_wait_text(t, "(y quits");
	tty_type(t, "y");
	tty_expect_exit(t, 0);
}
