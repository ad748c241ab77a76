#include "telnet/ttype.h"

#include <string.h>

#include "base/str.h"
#include "telnet/command.h"
#include "telnet/nvt.h"
#include "telnet/option.h"

#include "base/poison.h"

enum { TTYPE_IS = 0, TTYPE_SEND = 1 };

bool ttype_is_send(const char *payload, size_t n)
{
	return n == 1 && payload[0] == TTYPE_SEND;
}

static void append_upper(struct str *s, const char *name)
{
	for (; *name; name++) {
		bool lower = *name >= 'a' && *name <= 'z';

		str_append_char(s, (char)(lower ? *name - 'a' + 'A' : *name));
	}
}

static void append_name(struct str *s, const struct ttype *t, const struct ttype_names *names)
{
	if (t->answers >= 2)
		str_append_format(s, "MTTS %u", names->mtts);
	else if (t->terminal_first == (t->answers == 0))
		append_upper(s, names->term);
	else
		str_append_string(s, names->client);
}

void ttype_answer(struct ttype *t, const struct ttype_names *names, bool terminal_first,
		  struct buf *out)
{
	static const char head[] = { (char)COMMAND_IAC, (char)COMMAND_SB, OPTION_TTYPE, TTYPE_IS };
	static const char tail[] = { (char)COMMAND_IAC, (char)COMMAND_SE };
	struct str name;

	if (t->answers == 0)
		t->terminal_first = terminal_first;
	str_init(&name);
	append_name(&name, t, names);
	buf_append(out, head, sizeof head);
	nvt_encode(NVT_DOUBLE_IAC, name.text, name.length, out);
	buf_append(out, tail, sizeof tail);
	str_fini(&name);
	if (t->answers < 2)
		t->answers++;
}
