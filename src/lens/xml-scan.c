#include "lens/xml-scan.h"

#include <string.h>

#include "base/poison.h"

enum { PHASE, QUOTE, MATCHED, BRACKETS }; /* words */

enum phase {
	PHASE_BEGIN,
	PHASE_TEXT,
	PHASE_OPEN, /* behind < */
	PHASE_BANG, /* behind <! */
	PHASE_TAG,
	PHASE_SLASH, /* behind a / in a tag */
	PHASE_END_TAG,
	PHASE_INSTRUCTION,
	PHASE_COMMENT,
	PHASE_CDATA,
	PHASE_DECLARATION,
};

static const char cdata[] = "[CDATA[";

static bool is_name_begin(char c)
{
	return ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c == ':' || (c & 0x80);
}

bool xml_scan_idle(const uint64_t s[XML_SCAN_WORDS])
{
	return s[PHASE] == PHASE_BEGIN;
}

bool xml_scan_in_text(const uint64_t s[XML_SCAN_WORDS])
{
	return s[PHASE] == PHASE_BEGIN || s[PHASE] == PHASE_TEXT;
}

static enum xml_token enter(uint64_t *s, enum phase phase)
{
	s[PHASE] = phase;
	s[MATCHED] = 0;
	return XML_NONE;
}

static enum xml_token scan_open(uint64_t *s, char c)
{
	if (c == '!')
		return enter(s, PHASE_BANG);
	if (c == '?')
		return enter(s, PHASE_INSTRUCTION);
	if (c == '/')
		return enter(s, PHASE_END_TAG);
	return is_name_begin(c) ? enter(s, PHASE_TAG) : XML_WRONG;
}

static enum xml_token scan_bang(uint64_t *s, char c)
{
	if (c == '-' && s[QUOTE]) { /* the second one */
		s[QUOTE] = 0;
		return enter(s, PHASE_COMMENT);
	}
	if (c == '-' && !s[MATCHED]) {
		s[QUOTE] = 1;
		return XML_NONE;
	}
	if (!s[QUOTE] && c == cdata[s[MATCHED]]) {
		s[MATCHED]++;
		return cdata[s[MATCHED]] ? XML_NONE : enter(s, PHASE_CDATA);
	}
	return !s[QUOTE] && !s[MATCHED] && is_name_begin(c) ? enter(s, PHASE_DECLARATION) :
							      XML_WRONG;
}

/* Within a tag, where quotes hide what would end it; no < may stand in it. */
static enum xml_token scan_tag(uint64_t *s, char c)
{
	bool slash = s[PHASE] == PHASE_SLASH;

	if (c == '<')
		return XML_WRONG;
	if (s[QUOTE]) {
		s[QUOTE] = c == (char)s[QUOTE] ? 0 : s[QUOTE];
		return XML_NONE;
	}
	if (c == '>')
		return slash ? XML_EMPTY : s[PHASE] == PHASE_END_TAG ? XML_END : XML_START;
	if (s[PHASE] != PHASE_END_TAG)
		s[PHASE] = c == '/' ? PHASE_SLASH : PHASE_TAG;
	if (c == '"' || c == '\'')
		s[QUOTE] = (unsigned char)c;
	return XML_NONE;
}

/* Up to `end`, which is two or three bytes: `MATCHED` of them have come. */
static enum xml_token scan_until(uint64_t *s, char c, const char *end, enum xml_token token)
{
	size_t n = strlen(end), matched = s[MATCHED];

	if (c == end[matched]) {
		s[MATCHED]++;
		return matched + 1 == n ? token : XML_NONE;
	}
	/* ]]]> ends CDATA, too */
	s[MATCHED] = c == end[0] ? (matched == n - 1 && n > 2 ? matched : 1) : 0;
	return XML_NONE;
}

static enum xml_token scan_declaration(uint64_t *s, char c)
{
	if (s[QUOTE]) {
		s[QUOTE] = c == (char)s[QUOTE] ? 0 : s[QUOTE];
		return XML_NONE;
	}
	if (c == '"' || c == '\'')
		s[QUOTE] = (unsigned char)c;
	if (c == '[' || c == '<')
		s[BRACKETS]++;
	if (c == '>' && !s[BRACKETS])
		return XML_DECLARATION;
	if ((c == ']' || c == '>') && s[BRACKETS])
		s[BRACKETS]--;
	return XML_NONE;
}

enum xml_token xml_scan(uint64_t s[XML_SCAN_WORDS], char c)
{
	switch ((enum phase)s[PHASE]) {
	case PHASE_BEGIN: return enter(s, c == '<' ? PHASE_OPEN : PHASE_TEXT);
	case PHASE_TEXT: return c == '<' ? XML_TEXT : XML_NONE;
	case PHASE_OPEN: return scan_open(s, c);
	case PHASE_BANG: return scan_bang(s, c);
	case PHASE_TAG:
	case PHASE_SLASH:
	case PHASE_END_TAG: return scan_tag(s, c);
	case PHASE_INSTRUCTION: return scan_until(s, c, "?>", XML_INSTRUCTION);
	case PHASE_COMMENT: return scan_until(s, c, "-->", XML_COMMENT);
	case PHASE_CDATA: return scan_until(s, c, "]]>", XML_CDATA);
	case PHASE_DECLARATION: return scan_declaration(s, c);
	}
	return XML_WRONG;
}

enum xml_token xml_scan_end(const uint64_t s[XML_SCAN_WORDS])
{
	if (s[PHASE] == PHASE_BEGIN)
		return XML_NONE;
	return s[PHASE] == PHASE_TEXT ? XML_TEXT : XML_CUT;
}
