#include "app/trust-text.h"

#include "base/clock.h"
#include "tls/tls.h"
#include "base/poison.h"

/* In signs that every font and character set has. */
static const struct trust_text texts[] = {
	[CONNECTOR_UNPROVEN] = { "-plain",
				 "Not encrypted: what is sent can be read and changed on the way.",
				 THEME_STATUS },
	[CONNECTOR_ACCEPTED] = { "~once",
				 "Encrypted, to a key that you accepted for this time only.",
				 THEME_ACCEPTED },
	[CONNECTOR_VERIFIED] = { "=verified",
				 "Encrypted, and an authority vouches for the peer's name.",
				 THEME_VERIFIED },
	[CONNECTOR_PINNED] = { "#pinned", "Encrypted, and the key is the one that is pinned.",
			       THEME_PINNED },
};

static const struct tls_report *report_of(const Pane *p)
{
	const Transport *transport = session_transport(pane_session(p));

	return transport ? tls_transport_report(transport) : NULL;
}

const struct trust_text *trust_text(const Pane *p)
{
	const Link *link = pane_link(p);

	if (session_state(pane_session(p)) != SESSION_CONNECTED ||
	    (!report_of(p) && !link_address(link)->service))
		return NULL;
	return &texts[report_of(p) ? link_proof(link)->kind : CONNECTOR_UNPROVEN];
}

bool trust_text_report(const Pane *p, struct str *out, struct err *e)
{
	const struct tls_report *report = report_of(p);
	const struct trust_text *text = trust_text(p);

	if (!report || !text)
		return err_set(e, ERR_OTHER,
			       session_transport(pane_session(p)) ?
				       "this connection is not encrypted" :
				       "not connected");
	str_append_format(out, "%s: %s\n", text->word, text->sentence);
	if (!report->verified)
		str_append_format(out, "Not verified: %s\n", report->reason.text);
	str_append_char(out, '\n');
	tls_report_format(report, clock_wall_ms(), out);
	return true;
}
