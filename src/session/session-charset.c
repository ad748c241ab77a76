#include "session/session.h"

#include <string.h>
#include <strings.h>

#include "session/session-internal.h"
#include "base/poison.h"

enum { SESSION_CHARSET_MAX = 40 }; /* characters of a name, by RFC 2978 2.3 */

/* NULL for UTF-8, or with `e` set. */
static Charset *open_charset(const char *name, struct err *e)
{
	err_clear(e);
	return charset_is_utf8(name) ? NULL : charset_new(name, e);
}

/* What comes and what is sent from now on is in `charset` (owned from now on; NULL = UTF-8). */
static void use_charset(Session *s, Charset *charset)
{
	charset_free(s->charset);
	s->charset = charset;
	s->lacks_told = false;
	terminal_set_pictures(s->terminal, charset && charset_has_pictures(charset));
}

void session_begin_charset(Session *s)
{
	struct err e;
	Charset *charset = open_charset(s->settings.charset, &e);

	if (!e.kind)
		use_charset(s, charset);
}

void session_read_as(Session *s, const char *name)
{
	struct err e;
	Charset *charset = open_charset(name, &e);

	if (!e.kind)
		use_charset(s, charset);
}

/* Names that the registry of character sets could have (RFC 2978 2.3), less what means a path or
 * an option to iconv. */
static bool is_name(const char *name)
{
	size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				"0123456789-_+.:()");

	return n && !name[n] && n <= SESSION_CHARSET_MAX;
}

bool session_switch_charset(Session *s, const char *name, struct err *e)
{
	struct err failed;

	err_clear(&failed);
	if (!is_name(name))
		err_set(&failed, ERR_USAGE, "no name of a character set");
	else
		charset_free(open_charset(name, &failed));
	if (failed.kind) {
		if (e)
			*e = failed;
		return false;
	}
	if (!s->settings.stream && strcasecmp(name, session_charset_name(s)) != 0)
		session_do(s, REPLAY_CHARSET, name, strlen(name));
	return true;
}

/* A set with shifts would be a state that a lost byte leaves wrong for good. */
static bool is_stateless(const char *name)
{
	Charset *charset = open_charset(name, &(struct err){ 0 });
	bool good = !charset || !charset_has_shifts(charset);

	charset_free(charset);
	return good;
}

/* The user's own set is the one to agree on; UTF-8 that nobody chose is as good as another. */
struct telnet_charset session_telnet_charset(const Session *s)
{
	const char *set = s->settings.charset;
	bool by_hand = s->settings.charset_by_hand;

	return (struct telnet_charset){
		.name = session_charset_name(s),
		.wanted = by_hand || !charset_is_utf8(set) ? set : NULL,
		.forced = by_hand,
	};
}

bool session_agree_charset(Session *s, const char *name)
{
	/* A stream's bytes are in the set that its user knows of. */
	if (s->settings.stream)
		return charset_is_same(s->settings.charset, name);
	if (charset_is_same(session_charset_name(s), name))
		return true;
	if (!is_name(name) || !is_stateless(name) || !session_switch_charset(s, name, NULL))
		return false;
	session_message(s, MESSAGE_INFO,
			"the peer's text is in %s from here on (telnet's option CHARSET)", name);
	return true;
}

bool session_open_fallback(Session *s, struct err *e)
{
	struct charset_high high;

	if (!charset_high_table(s->settings.fallback_charset, &high, e))
		return false;
	terminal_set_fallback(s->terminal, high.cp);
	return true;
}

bool session_check_charsets(const struct session_settings *settings, struct err *e)
{
	struct charset_high high;
	struct err failed;

	if (!charset_high_table(settings->fallback_charset, &high, e))
		return false;
	charset_free(open_charset(settings->charset, &failed));
	if (failed.kind && e)
		*e = failed;
	return !failed.kind;
}

void session_apply_charsets(Session *s)
{
	if (s->charset_due) {
		replay_forget_charsets(s->replay);
		session_begin_charset(s);
	}
	if (s->fallback_due)
		session_open_fallback(s, NULL);
	if (s->charset_due || (s->fallback_due && !s->charset))
		session_redraw(s);
	s->charset_due = s->fallback_due = false;
}
