#include "log/log-name.h"

#include <string.h>
#include <time.h>

#include "base/poison.h"

enum { LOG_NAME_MAX = 60 }; /* bytes of a host or a session's name that are taken */

/* What strftime may be asked for: no newline, no tab, and nothing that needs a second letter. */
static const char letters[] = "aAbBCdeFgGHIjklmMpPRSTuUVwWyYzZ";

/* Appends `name` as a part of a file's name: what means something to a shell or a path is `_`. */
static void append_safe(struct str *out, const char *name)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	size_t n = strnlen(name, LOG_NAME_MAX);

	for (size_t i = 0; i < n; i++) {
		bool inner = i && strchr(".-", name[i]);

		str_append_char(out, strchr(safe, name[i]) || inner ? name[i] : '_');
	}
	if (!n)
		str_append_string(out, "session");
}

static void append_time(struct str *out, char letter, const struct tm *tm)
{
	const char format[] = { '%', letter, '\0' };
	char text[100];
	size_t n = strftime(text, sizeof(text), format, tm);

	for (size_t i = 0; i < n; i++)
		str_append_char(out,
				(unsigned char)text[i] < ' ' || text[i] == '/' ? '-' : text[i]);
}

void log_name_make(const char *template, const char *host, const char *session, int64_t wall,
		   struct str *out)
{
	time_t seconds = (time_t)(wall / 1000);
	struct tm tm;

	localtime_r(&seconds, &tm);
	for (const char *at = template; *at; at++) {
		if (*at != '%' || !at[1]) {
			str_append_char(out, *at);
			continue;
		}
		at++;
		if (*at == 'h')
			append_safe(out, host);
		else if (*at == 's')
			append_safe(out, session);
		else if (*at == '%')
			str_append_char(out, '%');
		else
			append_time(out, *at, &tm);
	}
}

/* Whether `template` has the letter behind a percent sign. */
static bool has(const char *template, char letter)
{
	for (const char *at = template; (at = strchr(at, '%')) && at[1]; at += 2) {
		if (at[1] == letter)
			return true;
	}
	return false;
}

/* Appends what stands for all that `letter` can be. */
static void append_any(struct str *out, char letter)
{
	static const char digits[] = "[0-9][0-9][0-9][0-9]";
	size_t count = letter == 'Y' || letter == 'G' ? 4 :
		       letter == 'j'                  ? 3 :
		       strchr("CdgHImMSUVWy", letter) ? 2 :
							0;

	if (count)
		str_append(out, digits, 5 * count);
	else
		str_append_char(out, letter == '%' ? '%' : '*');
}

void log_name_pattern(const char *template, const char *host, const char *session, struct str *out)
{
	bool any_session = has(template, 'h');

	for (const char *at = template; *at; at++) {
		if (*at != '%' || !at[1]) {
			if (strchr("*?[\\", *at))
				str_append_char(out, '\\');
			str_append_char(out, *at);
			continue;
		}
		at++;
		if (*at == 'h')
			append_safe(out, host);
		else if (*at == 's' && !any_session)
			append_safe(out, session);
		else
			append_any(out, *at);
	}
}

bool log_name_check(const char *template, struct err *e)
{
	size_t n = strlen(template);

	if (!n || template[n - 1] == '/')
		return err_set(e, ERR_USAGE, "a log needs the name of a file");
	for (const char *at = template; (at = strchr(at, '%')); at += 2) {
		if (at[1] && (strchr("hs%", at[1]) || strchr(letters, at[1])))
			continue;
		return err_set(
			e, ERR_USAGE,
			"\"%%%.1s\" means nothing in the name of a log (%%h host, %%s "
			"session, %%%% a percent sign, else strftime's letters: %%Y %%m %%d)",
			at + 1);
	}
	return true;
}
