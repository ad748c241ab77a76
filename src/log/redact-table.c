#include "log/redact-table.h"

/*
 * A value: in quotes, or up to a blank, without what closes a statement. BARE has no quotes.
 */
#define BARE "((?![\"'])[^\\s\\x00-\\x1f]+?)(?=[;,)}]*(?:[\\s\\x00-\\x1f]|$))"
#define VALUE "(?:\"((?:[^\"\\\\]|\\\\.)+)\"?|'([^']+)'?|" BARE ")"

/* What stands alone before a value: how it is written. */
#define KIND                                                                                     \
	"(?:encrypted|hidden|clear(?:text)?|plain(?:text)?|ciphertext|(?:irreversible-)?cipher|" \
	"simple|hash|sha-?256|sha-?512|md5|pbkdf2|scrypt|localized|enc)"

/* A type as in `password 7`: what follows one other than 0 is no plain word. */
#define TYPED                                                                              \
	"(?:0\\s+" VALUE "|[1-9]\\d?\\s+(?!(?-i:[a-z]+)[.,!?;:]?(?:\\s|$))" VALUE "|" KIND \
	"\\s+" NO_PROSE VALUE ")"

/* What prose says of a password; a value that is such a word isn't told from it. */
#define NO_PROSE                                                                                 \
	"(?!(?:\\w+n't|a|accepted|again|an|and|are|as|at|authentication|auth|be|been|by|can|"    \
	"change[ds]?|check|complexity|confirmation|correct|configured|does|encryption|entered|"  \
	"entry|error|expire[ds]?|expir\\w+|fail(?:ed|ure|s)?|field|file|for|from|has|have|hash|" \
	"hint|history|in|incorrect|input|invalid|is|length|list|login|manager|may|mismatch|"     \
	"missing|must|name|not|of|ok|on|only|or|policy|prompt|protect(?:ed|ion)|recovery|"       \
	"rejected|request(?:ed|s)?|required?|reset|set|should|string|strings|strength|the|"      \
	"timeout|to|too|unchanged|updated|was|were|will|with|wrong|you|your)"                    \
	"(?:[.,:;!?)]*(?:\\s|$)))"

/* Where a statement of a configuration begins: a line, or a prompt. */
#define BEGIN "(?:^|[#>$\\]])\\s*"

/* The name of what holds a secret, as variables, fields and options have it. */
#define NAME                                                                           \
	"(?:[\\w.-]*(?:password|passwd|passphrase|secret|api[_-]?key|private[_-]?key|" \
	"access[_-]?key|auth[_-]?key|shared[_-]?key|md5[_-]key|encryption[_-]key)|"    \
	"[\\w.-]*[_.-](?:pwd|pass|psk|token)|pwd|psk|token|accesstoken|authtoken)"

/* What stands in a list or an object, with those in it. */
#define NESTED \
	"[\\[{]((?:[^\\[\\]{}\"']|\"(?:[^\"\\\\]|\\\\.)*+\"?|'[^']*+'?|[\\[{](?-1)?+[\\]}]?)++)"
#define NO_NAME "(?!\\s*(?::|=>))"

const struct redact_rule redact_table[] = {
	/* The head of a private key, which redact-rules follows over its lines. */
	{ .words = { "private key" }, .from_word = true },

	/* --- Configurations of devices. */

	/* IOS, NX-OS, EOS, ASA, VRP, Comware, AOS-CX: `password 7 …`, `secret 9 …`. */
	{ .words = { "passw", "passphrase", "secret" },
	  .expression =
		  "\\b(?:password|passwd|secret|passphrase)\\s+(?:level\\s+\\d+\\s+)?+" TYPED },
	/* The same for keys. */
	{ .words = { "key" },
	  .expression = "(?<!digest-)(?<!cation-)\\b(?:key|shared-key)\\s+" TYPED },
	{ .words = { "key-string", "keystring" },
	  .expression = "\\bkey-?string\\s+(?:" TYPED "|" NO_PROSE VALUE ")" },
	/* A user's, enable's, a neighbour's, without a type. */
	{ .words = { "passw", "secret" },
	  .expression = BEGIN "enable\\s+(?:password|secret)\\s+(?:level\\s+\\d+\\s+)?+" NO_PROSE
			      "(?!" KIND "\\s|\\d\\s)" VALUE },
	{ .words = { "passw", "secret", "phash" },
	  .expression = "\\b(?:username|local-user|user)\\s+(?!(?:and|or|with|plus)\\b)\\S+"
			"(?:\\s+(?:privilege\\s+\\d+|role\\s+\\S+|group\\s+\\S+|view\\s+\\S+|"
			"algorithm-type\\s+\\S+|one-time|class\\s+\\S+))*\\s+"
			"(?:password|secret|phash)\\s+" NO_PROSE "(?!" KIND "\\s|\\d\\s)" VALUE },
	{ .words = { "passw" },
	  .expression = "\\b(?:neighbor|peer|peer-group|ppp\\s+(?:chap|pap)(?:\\s+"
			"sent-username\\s+\\S+)?|isis|area|lsp|domain|hello|bgp)(?:\\s+\\S+)?[ -]"
			"password\\s+(?:(?:hmac-)?(?:md5|text|sha\\S*)\\s+)?" NO_PROSE "(?!" KIND
			"\\s|\\d\\s)" VALUE },
	{ .words = { "passw" },
	  .expression = "\\bpassw(?:or)?d\\s+([^\\s\"']{12,})\\s+(?:encrypted|pbkdf2|nt-encrypted|"
			"mschap)\\b" },
	/* A statement of its own: a line's, a server's. */
	{ .words = { "passw", "passphrase" },
	  .expression = "(?:^\\s*|[#>\\]]\\s*)(?-i:password|passwd|passphrase)\\s+" NO_PROSE
			"(?!" KIND "\\s|\\S*[.!?]$|[\"'])([^\\s\\x00-\\x1f]+?);?\\s*$" },
	{ .words = { "key" },
	  .expression = "^\\s+(?-i:key)\\s+" NO_PROSE "(?!\\d+\\s*$)([^\\s\\x00-\\x1f]+?);?\\s*$" },
	/* `set … password`: Junos, FortiOS, VyOS, PAN-OS, U-Boot. */
	{ .words = { "pass", "secret", "psk", "key", "phash" },
	  .expression = BEGIN
	  "set(?:env)?\\s+(?!(?:the|an?|your|my|new|their|this)\\s)(?:\\S+\\s+){0,12}?"
	  "[\\w-]*(?:password|passwd|passphrase|secret|psksecret|psk(?!\\s+\\S+\\s+secret)|private-"
	  "key|"
	  "api-key|auth-pwd|priv-pwd|authentication-key|wifi_?pass|wpa\\w*key|"
	  "pre-shared-key|phash)\\d?\\s+(?:ENC\\s+|ascii-text\\s+|hexadecimal\\s+|"
	  "key\\s+)?" NO_PROSE VALUE },
	{ .words = { "enc " }, .expression = "\\b(?-i:ENC)\\s+\"?([A-Za-z0-9+/=]{12,})" },
	/* Junos in braces, SR OS, RouterOS' exports in quotes. */
	{ .words = { "passw", "secret", "key" },
	  .expression =
		  "\\b(?:(?:encrypted-|plain-?text-|simple-|authentication-|privacy-|hello-)"
		  "password(?:-value)?|authentication-key|privacy-key|shared-secret|"
		  "pre-shared-secret)\\s+(?:\\d+\\s+(?:type\\s+\\S+|md5|sha\\S*|cmac\\S*)\\s+)?"
		  "(?:(?:value|" KIND "|\\d{1,2})\\s+)?" NO_PROSE VALUE },
	{ .words = { "passw", "secret", "key" },
	  .expression =
		  "\\b(?:password|passphrase|secret|key)\\s+\"([^\"]+)\"(?=\\s+hash2?\\b|\\s*[;}]|"
		  "\\s*$)" },
	/* SNMP: communities, and the keys of version 3. */
	{ .words = { "snmp" },
	  .expression =
		  "\\bsnmp(?:-server|-agent)?\\s+community\\s+(?:(?:read|write|ro|rw|\\d|" KIND
		  ")\\s+)*" NO_PROSE VALUE
		  "|\\bsnmp-server\\s+host\\s+(?!.{0,160}?\\scommunity\\s)\\S+\\s+"
		  "(?:(?:traps?|informs?|poll|vrf\\s+\\S+|use-vrf\\s+\\S+|version\\s+(?:1|2c|3(?:"
		  "\\s+"
		  "(?:auth|noauth|priv))?))\\s+)*(?!source-interface|udp-port)" VALUE
		  "|\\bsnmp-server\\s+host\\s.{0,160}?\\bcommunity\\s+(?:\\d\\s+)?" VALUE
		  "|\\bsnmp-community-string\\s+" VALUE
		  "|/snmp\\s+community\\s+(?:add|set)\\b.{0,160}?\\sname=" VALUE },
	{ .words = { "communit" },
	  .expression = "^\\s*community\\s+" VALUE
			"\\s*\\{|^\\s*community\\s+\"([^\"]+)\"\\s+hash" },
	{ .words = { "auth" },
	  .expression =
		  "\\bauth(?:entication(?:-mode)?)?\\s+(?:md5|sha(?:-?\\d+)?)\\s+(?:(?:\\d|" KIND
		  ")\\s+)?(?!key-string|key-chain)" VALUE "(?:\\s+priv(?:acy(?:-mode)?)?\\s+"
		  "(?:(?:aes[\\s-]?\\d*|3?des\\S*)\\s+)?(?:(?:\\d|" KIND ")\\s+)?" VALUE ")?" },
	{ .words = { "priv" },
	  .expression = "\\bpriv(?:acy-mode)?\\s+(?:aes[\\s-]?\\d*|3?des\\d*)\\s+(?:(?:\\d|" KIND
			")\\s+)?" VALUE },
	{ .words = { "authpwd", "privpwd", "auth-pwd", "priv-pwd" },
	  .expression = "\\b(?:auth|priv)-?pwd\\s+(?:ENC\\s+)?+" VALUE },
	/* RADIUS, TACACS+. */
	{ .words = { "tacacs", "radius" },
	  .expression = "\\b(?:hw)?(?:tacacs|radius)(?:-server|\\s+server|\\s+scheme)?\\s+"
			"(?:.{0,160}?\\s)?(?:key|secret|shared-key)\\s+(?:authentication\\s+|"
			"accounting\\s+|authorization\\s+)?(?:(?:\\d|" KIND
			")\\s+)?" NO_PROSE VALUE },
	/* Keys of tunnels, of routing, of time. */
	{ .words = { "key" },
	  .expression = "\\b(?:isakmp|ikev[12]|ipsec)\\s+key\\s+(?:\\d\\s+)?" NO_PROSE VALUE
			"|\\bpre-shared-key\\s+(?!address\\s)(?:(?:local|remote|"
			"ascii-text|hexadecimal|ascii|hex|\\d|" KIND ")\\s+)*" NO_PROSE VALUE
			"|\\bpre-shared-key\\s+address\\s.{0,80}?\\bkey\\s+(?:\\d\\s+)?" VALUE },
	{ .words = { "key" },
	  .expression = "\\bmessage-digest-key\\s+\\d+\\s+\\S+\\s+(?:(?:\\d|" KIND ")\\s+)?" VALUE
			"|\\bauthentication-key\\s+\\d+\\s+\\S+\\s+(?:(?:\\d|" KIND
			")\\s+)?" VALUE },
	{ .words = { "authentication" },
	  .expression =
		  "\\b(?:standby|vrrp|glbp)\\s+(?:\\d+\\s+)?authentication\\s+(?:text\\s+|md5\\s+"
		  "key-string\\s+|(?!md5|text))(?:\\d\\s+)?" VALUE },
	{ .words = { "cipher" },
	  .expression =
		  "\\birreversible-cipher\\s+" VALUE "|\\b(?:cipher|simple)\\s+"
		  "(?=\\S*[%$@#^])" VALUE "|\\b(?:password|key|secret|psk|read|write|string|"
		  "passphrase|community|shared-key|mode\\s+\\S+)\\s+cipher\\s+" NO_PROSE VALUE },
	{ .words = { "%^%#", "%$%$", "%@%@", "@%@%" },
	  .expression = "(?:%\\^%#|%\\$%\\$|%@%@|@%@%)([^\\s\\x00-\\x1f]+)",
	  .from_word = true },
	{ .words = { "psk", "wpa" },
	  .expression =
		  "\\bwpa[\\w-]*(?:psk|passphrase|key)\\s+(?:(?:ascii|hex|set-key)\\s+)*(?:\\d\\s+|"
		  "ENC\\s+)?" NO_PROSE VALUE "|\\bpsk\\s+(?:(?:ascii|hex|set-key)\\s+)+"
		  "(?:\\d\\s+)?" VALUE },
	{ .words = { "irepass", "terauth" },
	  .expression = "\\b(?:requirepass|masterauth)[\"']?\\s+" NO_PROSE VALUE },
	/* Hashes of passwords, wherever they stand: crypt(3), Junos' $9$, Comware's $c$. */
	{ .words = { "$1$", "$5$", "$6$", "$8$", "$9$" },
	  .expression = "(?<![\\w$])\\$[15689]\\$([^\\s\"';:,\\x00-\\x1f]{4,})",
	  .from_word = true },
	{ .words = { "$2a$", "$2b$", "$2y$", "$14$", "$1a$" },
	  .expression = "(?<![\\w$])\\$(?:2[aby]|14|1a)\\$([^\\s\"';:,\\x00-\\x1f]{4,})",
	  .from_word = true },
	{ .words = { "$y$", "$c$", "$h$", "$7$", "$0$" },
	  .expression = "(?<![\\w$])\\$[ych70]\\$([^\\s\"';:,\\x00-\\x1f]{4,})",
	  .from_word = true },
	{ .words = { "-aq" },
	  .expression = "(?<!\\w)-(?-i:AQ)([A-Za-z0-9+/=]{20,})",
	  .from_word = true },

	/* --- Fields, variables, options. */

	{ .words = { "pass", "secret", "key", "token", "psk" },
	  .also = '=',
	  .expression = "\\b" NAME "=(?:\"((?:[^\"\\\\]|\\\\.)+)\"?|'([^']+)'?|"
			"((?![\"'])[^\\s\"'&;<>\\x00-\\x1f]+))" },
	{ .words = { "pwd" },
	  .also = '=',
	  .expression = "\\b(?:[\\w.-]*[_.-])?pwd=(?:\"((?:[^\"\\\\]|\\\\.)+)\"?|'([^']+)'?|"
			"((?![\"'])[^\\s\"'&;<>\\x00-\\x1f]+))" },
	{ .words = { "pass", "secret", "key", "token", "psk" },
	  .expression = "^\\s*(?:export\\s+)?" NAME "\\s*(?::\\s+|\\s=\\s*)" NO_PROSE
			"(?:\"((?:[^\"\\\\]|\\\\.)+)\"?|'([^']+)'?|([^\\s\"'\\x00-\\x1f][^\\s\\x00-"
			"\\x1f]*))[;,]?\\s*$" },
	/* JSON's members and the like: with strings, lists and objects; pairs, in which what a
	 * colon follows is the next name. */
	{ .words = { "pass", "secret", "key", "token", "pwd" },
	  .expression = "[\"'](?:[\\w.-]*(?:password|passwd|passphrase|secret|token|pwd|"
			"api[_-]?key|private[_-]?key|access[_-]?key)s?|pass)[\"']\\s*"
			"(?:(?::|=>)\\s*(?:\"((?:[^\"\\\\]|\\\\.)+)\"?|'([^']+)'?|" NESTED ")|"
			",\\s*(?:\"((?:[^\"\\\\]|\\\\.)++)(?:\"" NO_NAME "|$)|"
			"'([^']++)(?:'" NO_NAME "|$)))" },
	{ .words = { "--pass", "--secret", "--token", "-key", "--pwd" },
	  .expression =
		  "(?<!\\S)--(?:[\\w-]*-)?(?:password|passwd|passphrase|secret|token|pwd|api-key|"
		  "access-key)[= ]" VALUE },
	{ .words = { "sshpass" }, .expression = "\\bsshpass\\s+(?:-\\w\\s+)*-p\\s*" VALUE },

	/* --- Protocols. */

	{ .words = { "authorization" },
	  .expression = "^\\s*(?:[<>]\\s)?(?:proxy-)?authorization:\\s*(?:(?:basic|bearer|digest|"
			"negotiate|ntlm|token|apikey|aws4\\S*)\\s+)?([^\\s\\x00-\\x1f].*?)\\s*$" },
	{ .words = { "authorization" },
	  .expression =
		  "\\bauthorization[\"']?\\s*[:=]\\s*[\"']?(?:(?:basic|bearer|digest|negotiate|"
		  "token|apikey)\\s+)?(?=[^\\s\"']{8})([^\\s\"']+)" },
	{ .words = { "bearer" },
	  .expression = "\\bbearer\\s+(?=[^\\s\"']*[\\d._])([A-Za-z0-9._~+/=-]{8,})" },
	{ .words = { "-key:", "-token:", "-secret:" },
	  .expression = "^\\s*(?:[<>]\\s)?[\\w-]*-(?:key|token|secret):\\s*([^\\s\\x00-\\x1f]{8,})"
			"\\s*$" },
	{ .words = { "cookie:" },
	  .expression = "^\\s*(?:[<>]\\s)?(?:set-)?cookie:\\s*([^\\s\\x00-\\x1f].*?)\\s*$" },
	{ .words = { "auth" },
	  .expression = BEGIN "(?-i:AUTH)\\s+(?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER)\\s+"
			      "([A-Za-z0-9+/=]{4,})\\s*$|" BEGIN "auth\\s+" NO_PROSE
			      "(?!(?:PLAIN|LOGIN|CRAM-MD5|DIGEST-MD5|NTLM|GSSAPI|"
			      "EXTERNAL|SCRAM\\S*|TLS|SSL|XOAUTH2|OAUTHBEARER)\\b)([^\\s\\x00-"
			      "\\x1f]+(?:\\s[^\\s\\x00-\\x1f]+)?)\\s*$|" BEGIN
			      "hello\\s+\\d+\\s+auth\\s+\\S+\\s+" VALUE },
	{ .words = { "pass " },
	  .expression = BEGIN "(?-i:PASS)\\s(?!\\S*/)([^\\s\\x00-\\x1f]+)\\s*$" },
	{ .words = { "554=", "925=" }, .expression = "(?:^|[\\x01|])(?:554|925)=([^\\x01|]+)" },

	/* --- Tokens that are known by their beginning. */

	{ .words = { "eyj" },
	  .expression = "(?<![\\w-])(?-i:eyJ)([A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]{4,}(?:\\.[A-Za-z0-"
			"9_-]*)*)",
	  .from_word = true },
	{ .words = { "akia", "asia", "agpa", "aroa", "aida" },
	  .expression = "(?<!\\w)(?-i:AKIA|ASIA|AGPA|AROA|AIDA)((?-i:[A-Z0-9]{16}))(?!\\w)",
	  .from_word = true },
	{ .words = { "ghp_", "gho_", "ghu_", "ghs_", "ghr_" },
	  .expression = "(?<!\\w)(?-i:gh[pousr]_)(\\w{16,})",
	  .from_word = true },
	{ .words = { "github_pat_", "glpat-", "npm_", "aiza" },
	  .expression = "(?<!\\w)(?-i:github_pat_|glpat-|npm_|AIza)([\\w-]{16,})",
	  .from_word = true },
	{ .words = { "xox" },
	  .expression = "(?<!\\w)(?-i:xox)((?-i:[abeoprs])-[\\w-]{8,})",
	  .from_word = true },
	{ .words = { "sk-", "sk_live_", "rk_live_" },
	  .expression = "(?<![\\w-])(?-i:sk-|sk_live_|rk_live_)(?=[\\w-]*\\d)([\\w-]{16,})",
	  .from_word = true },
	{ .words = { "hooks.slack.com/" },
	  .expression = "hooks\\.slack\\.com/services/([\\w/]+)",
	  .from_word = true },
	/* A password in a URL, and a name that is a token. */
	{ .words = { "://" },
	  .expression = "://[^\\s/:@?#\"'<>\\x00-\\x1f]*:([^\\s/?#\"'<>\\x00-\\x1f]+)@|"
			"://([\\w-]{20,})@",
	  .from_word = true },
};

const size_t redact_table_count = sizeof(redact_table) / sizeof(redact_table[0]);
