#include "tls/starttls-private.h"

#include "base/poison.h"

/*
 * The name after EHLO is the address literal RFC 5321 section 4.1.4 has for a client without a
 * name: ours would tell who is asking before anything is protected.
 */
const struct starttls_dialogue starttls_dialogues[STARTTLS_COUNT] = {
	[STARTTLS_SMTP] = {
		.name = "smtp", .label = "SMTP", .style = STARTTLS_CODE, .greets = true,
		.steps = {
			{ .good = "220" },
			{ .send = "EHLO [127.0.0.1]", .good = "250", .unknown = "500|502",
			  .offer = "STARTTLS" },
			{ .send = "STARTTLS", .good = "220", .unknown = "500|502" },
		},
		.step_count = 3,
	},
	[STARTTLS_IMAP] = {
		.name = "imap", .label = "IMAP", .style = STARTTLS_TAGGED, .greets = true,
		.steps = {
			{ .good = "* OK" },
			{ .send = "hail1 CAPABILITY", .good = "hail1 OK", .offer = "STARTTLS" },
			{ .send = "hail2 STARTTLS", .good = "hail2 OK", .unknown = "hail2 BAD" },
		},
		.step_count = 3,
	},
	[STARTTLS_POP3] = {
		.name = "pop3", .label = "POP3", .style = STARTTLS_STATUS, .greets = true,
		.steps = {
			{ .good = "+OK" },
			{ .send = "CAPA", .good = "+OK", .offer = "STLS", .list = true,
			  .optional = true },
			{ .send = "STLS", .good = "+OK" },
		},
		.step_count = 3,
	},
	[STARTTLS_FTP] = {
		.name = "ftp", .label = "FTP", .style = STARTTLS_CODE, .greets = true,
		.steps = {
			{ .good = "220" },
			{ .send = "AUTH TLS", .good = "234", .unknown = "500|502|504" },
		},
		.step_count = 2,
	},
	[STARTTLS_NNTP] = {
		.name = "nntp", .label = "NNTP", .style = STARTTLS_CODE, .greets = true,
		.steps = {
			{ .good = "200|201" },
			{ .send = "CAPABILITIES", .good = "101", .offer = "STARTTLS", .list = true,
			  .optional = true },
			{ .send = "STARTTLS", .good = "382", .unknown = "500|502" },
		},
		.step_count = 3,
	},
	[STARTTLS_XMPP] = { .name = "xmpp", .label = "XMPP", .style = STARTTLS_TAGS },
	[STARTTLS_IRC] = {
		.name = "irc", .label = "IRC", .style = STARTTLS_NUMERIC,
		.steps = { { .send = "STARTTLS", .good = "670", .unknown = "421|451" } },
		.step_count = 1,
	},
};
