/* Redaction: what is a secret and what isn't, in lines and in bytes that are cut anywhere. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/regex.h"
#include "log/redact-rules.h"
#include "log/redact-stream.h"
#include "log/redact-table.h"

/* `~` stands around a secret. */
static const char *const secrets[] = {
	/* Cisco IOS, NX-OS, IOS XR, ASA, Arista EOS. */
	"enable secret 5 ~$1$mERr$hx5rVt7rPNoS4wqbXKX7m0~",
	"enable secret 9 ~$9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM~",
	"enable secret 8 ~$8$dsYGNam3K1SIJO$7nv/35M/qr6t.dVc7UY9zrJDWRVqncHub1PE9UlMQFs~",
	"enable password ~cisco~",
	"enable password level 7 7 ~0822455D0A16~",
	"R1(config)#enable secret ~Hunter2!~",
	"enable password ~8Ry2YjIyt7RRXU24~ encrypted",
	"passwd ~2KFQnbNIdI.2KYOU~ encrypted",
	"username admin privilege 15 password 0 ~cisco~",
	"username admin privilege 15 secret 5 ~$1$a$b12345678901234567890.~",
	"username admin secret ~letmein~",
	"username admin password 5 ~$5$FOOBAR$abcdefghijklmnop~  role network-admin",
	"username bob privilege 1 secret sha512 ~$6$hPKLjVNW2ULzU9vM$lRzMTtnPM/3Ds~",
	" password 7 ~0822455D0A16~",
	" password ~cisco~",
	"line con 0: password 7 ~094F471A1A0A~",
	"ppp chap password 7 ~045802150C2E~",
	"ppp pap sent-username dsl password 0 ~xyz123~",
	"ppp chap password ~xyz123~",
	" neighbor 10.0.0.2 password 7 ~02050D480809~",
	" neighbor 10.0.0.2 password ~BgpPeer1~",
	" neighbor IBGP password encrypted ~0822455D0A16~",
	"snmp-server community ~public~ RO 10",
	"snmp-server community ~s3cret~ group network-operator",
	"snmp-server community encrypted ~0822455D0A16~ RO SystemOwner",
	"snmp-server host 10.1.1.1 version 2c ~public~",
	"snmp-server host 10.1.1.1 traps version 2c ~public~ udp-port 162",
	"snmp-server host 10.1.1.1 ~public~",
	"snmp-server host inside 10.1.1.1 community ~asacomm~ version 2c",
	"snmp-server user bob GRP v3 auth sha ~authpass1~ priv aes 128 ~privpass1~",
	"snmp-server user admin network-admin auth md5 ~0x1234abcd~ priv ~0x99887766~ localizedkey",
	"  key-string 7 ~0822455D0A16~",
	"  key-string ~cisco~",
	"key 7 ~0822455D0A16~",
	" key ~tacacskey~",
	"tacacs-server key 7 ~0822455D0A16~",
	"tacacs-server host 10.0.0.9 key ~mykey~",
	"radius-server host 10.0.0.9 auth-port 1812 key ~mykey~",
	"radius-server key 0 ~mykey~",
	"crypto isakmp key ~vpnkey~ address 1.2.3.4",
	" pre-shared-key local ~vpnkey~",
	" pre-shared-key address 0.0.0.0 0.0.0.0 key ~vpnkey~",
	" ikev1 pre-shared-key ~vpnkey~",
	" ip ospf message-digest-key 1 md5 7 ~0822455D0A16~",
	" ip ospf authentication-key 7 ~0822455D0A16~",
	"ntp authentication-key 1 md5 ~ntpkey~ 7",
	" standby 1 authentication md5 key-string ~hsrpkey~",
	" standby 1 authentication ~hsrpkey~",
	" wpa-psk ascii 0 ~wlankey1~",
	"area-password ~isiskey~",
	"isis password ~isiskey~",
	/* Junos. */
	"    encrypted-password \"~$6$abc$def/ghi~\"; ## SECRET-DATA",
	"set system root-authentication encrypted-password \"~$6$abcd$efgh~\"",
	"    authentication-key \"~$9$kqfzn/CtOR~\"; ## SECRET-DATA",
	"    secret \"~$9$kqfzn/CtOR~\"; ## SECRET-DATA",
	"    pre-shared-key ascii-text \"~$9$kqfzn/CtOR~\"; ## SECRET-DATA",
	"set security ike policy P pre-shared-key ascii-text ~mykey~",
	"    simple-password ~abc~;",
	"    community ~public~ {",
	"set snmp community ~public~ authorization read-only",
	"set system radius-server 10.0.0.9 secret ~mykey~",
	/* FortiOS. */
	"        set password ENC ~AK1VOpwx0Q6JYzHh4cHuLb==~",
	"        set psksecret ENC ~AK1VOpwx0Q6JYzHh4cHuLb==~",
	"        set auth-pwd ENC ~AK1VOpwx0Q6JYzHh4cHuLb==~",
	"        set passwd ~hunter2~",
	"FGT (admin) # set password ~hunter2~",
	/* PAN-OS, VyOS. */
	"set mgt-config users admin phash ~$1$abcdefgh$ijklmnop~",
	"set shared snmp-setting authpwd ~-AQ==abcdefghijklmnopqrstuv~",
	"key -AQ~==abcdefghijklmnopqrstuv=~;",
	"set system login user vyos authentication plaintext-password ~hunter2~",
	"set vpn ipsec authentication psk P secret ~mykey~",
	"    plaintext-password \"~hunter2~\"",
	/* RouterOS. */
	"/ppp secret add name=bob password=~hunter2~ profile=default",
	"set [ find default=yes ] wpa2-pre-shared-key=\"~my key 1~\" mode=dynamic-keys",
	"add address=10.0.0.9 secret=~radiuskey~ service=ppp",
	"/snmp community set [ find ] name=~public~",
	/* VRP, Comware. */
	" local-user admin password irreversible-cipher ~$1a$abc$def~",
	" local-user admin password cipher ~%^%#abc\"def%^%#~",
	" local-user admin password simple ~hunter2~",
	" snmp-agent community read cipher ~%^%#abcdef%^%#~",
	" snmp-agent community write simple ~private~",
	" password hash ~$h$6$abcdefgh~",
	" key cipher ~$c$3$abcdefgh~",
	" peer 10.0.0.2 password cipher ~%^%#abcdef%^%#~",
	"radius scheme R key authentication cipher ~$c$3$abcdef~",
	/* SR OS, AOS-CX. */
	"            password \"~$2y$10$TQrZlpBDra86.qoexZUzQeBXDY1FcdDhGWdD9lLxMuFyPVSm0OGy6~\"",
	"            authentication-key \"~abcDEF~\" hash2",
	"            community \"~abcDEF~\" hash2 access-permissions r",
	"user admin group administrators password ciphertext ~AQBapQjwipQEbaYqDdN~",
	"tacacs-server key ciphertext ~AQBapVZVYXAEcQ==~",
	/* U-Boot, Linux, Redis, mail, games. */
	"=> setenv wifi_password ~hunter2~",
	"root:$6$~rounds=5000$abc$def~:19000:0:99999:7:::",
	"requirepass ~hunter2~",
	"127.0.0.1:6379> AUTH ~hunter2~",
	"127.0.0.1:6379> auth ~bob hunter2~",
	"HELLO 3 AUTH default ~hunter2~",
	"127.0.0.1:6379> hello 3 auth bob ~hunter2~ setname x",
	"config set requirepass ~hunter2~",
	"AUTH PLAIN ~AGJvYgBodW50ZXIy~",
	"PASS ~hunter2~",
	/* Fields, variables, options. */
	"export DB_PASSWORD=~hunter2~",
	"password=~hunter2~&user=bob",
	"GET /x?user=bob&access_token=~abc123~&y=1 HTTP/1.1",
	"api_key=~abcdef~",
	"api-key: ~abcdef012345~",
	"{\"user\":\"bob\",\"password\":\"~hun\\\"ter2~\",\"x\":1}",
	"{'client_secret': '~abcdef~'}",
	"{\"grant_type\": \"password\", \"password\": \"~hunter2~\"}",
	"{\"type\":\"token\",\"token\":\"~X~\"}",
	"{'type':'api_key', 'api_key' : '~X~'}",
	"{\"a\" => \"secret\", \"token\" => \"~X~\"}",
	"[\"password\", \"~hunter2~\"]",
	"('password', '~hunter2~')",
	"{\"password\":{~\"value\":\"X}\"~},\"x\":1}",
	"{\"tokens\":[~\"X\", [\"Y\"], {\"a\": 'Z]'}~],\"x\":[2]}",
	"{\"secrets\": [~\"X\", {\"Y~",
	"aws_secret_access_key = ~wJalrXUtnFEMI/K7MDENG~",
	"wpa_passphrase=~hunter22~",
	"psk=~hunter22~",
	"mysqldump --password=~hunter2~ --all",
	"vault login --token ~s.abcdef~",
	"password: ~hunter2~",
	"Server=a;Uid=b;Pwd=~hunter2~;",
	/* Heads, tokens. */
	"Authorization: Basic ~Ym9iOmh1bnRlcjI=~",
	"Authorization: Digest ~username=\"bob\", response=\"0f1e2d\"~",
	"Proxy-Authorization: ~whatever~",
	"curl -H 'Authorization: Bearer ~abcdef.123456~' http://h/",
	"with bearer ~abcd1234efgh~ it works",
	"X-Api-Key: ~0123456789~",
	"Cookie: ~sid=abcdef; theme=dark~",
	"Set-Cookie: ~sid=abcdef; HttpOnly~",
	"token eyJ~hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmN~ ends",
	"id AKIA~IOSFODNN7EXAMPLE~ here",
	"ghp_~abcdefghijklmnopqrstuvwxyz0123456789~",
	"github_pat_~11ABCDEFG0123456789abcdef~",
	"glpat-~abcdefghij0123456789~",
	"xox~b-1234567890-abcdef~",
	"OPENAI sk-~proj-abcdefgh0123456789~",
	"postgres://bob:~hunter2~@db.example/x",
	"redis://:~hunter2~@127.0.0.1:6379",
	"https://~abcdefghij0123456789~@github.com/x/y.git",
	"https://hooks.slack.com/services/~T00/B00/XXXX~",
	"8=FIX.4.4\x01"
	"35=A\x01"
	"553=bob\x01"
	"554=~hunter2~\x01"
	"10=000\x01",
	"8=FIX.4.4|35=A|553=bob|554=~hunter2~|10=000|",
	/* Behind controls that are shown. */
	"8=FIX.4.4^A35=A^A553=bob^A554=~Hunter^2Fix~^A925=~N~^A10=000^A",
	"^A554=~x~",
	"^Gpassword 7 ~0822455D0A16~^G and",
	"^[[1mAWS_SECRET=~hunter2~ ^[[m",
	"^IAKIA~IOSFODNN7EXAMPLE~^I",
};

static const char *const prose[] = {
	"",
	"password incorrect",
	"Password incorrect",
	"  password required",
	"Password: ",
	"Enter password: ",
	"the secret door",
	"The secret 5 keys are hidden here",
	"you need a secret to enter; the password is wrong",
	"Your password 7 days old",
	"password 6 characters at least",
	"Set the password to something",
	"enable password encryption",
	"Enable secret policy",
	"Username and password are required",
	"Username and password required.",
	"password: incorrect",
	"% Bad passwords",
	"service password-encryption",
	"aaa authentication login default group tacacs+ local",
	"aaa authorization exec default group radius",
	"tacacs server T1",
	" address ipv4 10.0.0.1",
	"key chain OSPF",
	" key 1",
	"crypto key generate rsa modulus 2048",
	"show key",
	"the key opens the door",
	"Press any key to continue",
	"monkey business",
	"ip community-list standard X permit 65000:1",
	" set community 65000:100 additive",
	" neighbor 10.0.0.1 send-community both",
	"community members 65000:1;",
	"SNMP community strings are secret",
	"Cipher    : ECDHE-RSA-AES256-GCM-SHA384",
	"cipher suite TLS_AES_256_GCM_SHA384",
	"WWW-Authenticate: Basic realm=\"x\"",
	"Authorization required",
	"401 Authorization Required",
	"bearer of bad news",
	"8=FIX.4.4^A35=D^A54=1^A38=100^A^",
	"{\"grant_type\": \"password\", \"user\": \"bob\"}",
	"{\"tokens\": [], \"secret\": {}, \"n\": [1]}",
	"HELLO 3 SETNAME x",
	"250-AUTH PLAIN LOGIN",
	"AUTH PLAIN",
	"auth failed",
	"NOAUTH Authentication required.",
	"PASS: tests/unit/test-a",
	"http://example.org/a:b@c",
	"see http://example.org:8080/x",
	"user@example.org: hello",
	"mailto:bob@example.org",
	"sk-learn is a library",
	"task-management of things",
	"ask-me-anything-about-anything",
	"token ring",
	"the author of the cookie recipe",
	"8=FIX.4.4|35=D|54=1|38=100|",
	"price 554=100",
	"echo $1 $2 $HOME",
	"costs $5 or $6 each",
	"ls --key-file x",
	"area 0 authentication message-digest",
	" ip ospf authentication message-digest",
	"You pass the secret passage. The keyword is community.",
	"asia and akita",
	"snmp-server enable traps bgp",
	"snmp-server location room 5",
	"snmp-server contact noc",
	"radius-server timeout 5",
	"ntp authenticate",
	"eyJ",
	"-----BEGIN CERTIFICATE-----",
};

/* Writes `marked` without its marks to `in`, and with what stands between them redacted to `out`.
 */
static void split(const char *marked, struct str *in, struct str *out)
{
	bool inside = false;

	for (; *marked; marked++) {
		if (*marked == '~') {
			if (!inside)
				str_append_string(out, REDACT_MARK);
			inside = !inside;
			continue;
		}
		str_append_char(in, *marked);
		if (!inside)
			str_append_char(out, *marked);
	}
}

static bool check_line(const char *in, size_t n, const char *expected)
{
	bool good;
	RedactRules *r = redact_rules_new();
	struct str out;

	str_init(&out);
	redact_rules_line(r, in, n, &out);
	good = !strcmp(out.text, expected);
	if (!good)
		print_error("    line %s\nexpected %s\n     saw %s\n", in, expected, out.text);
	str_fini(&out);
	redact_rules_free(r);
	return good;
}

static void test_secrets(void **state)
{
	bool good = true;

	(void)state;
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		struct str in, out;

		str_init(&in);
		str_init(&out);
		split(secrets[i], &in, &out);
		good &= check_line(in.text, in.length, out.text);
		/* What is redacted stays as it is. */
		good &= check_line(out.text, out.length, out.text);
		str_fini(&in);
		str_fini(&out);
	}
	assert_true(good);
}

static void test_prose(void **state)
{
	bool good = true;

	(void)state;
	for (size_t i = 0; i < sizeof(prose) / sizeof(prose[0]); i++)
		good &= check_line(prose[i], strlen(prose[i]), prose[i]);
	assert_true(good);
}

/* --- Bytes that are cut anywhere. */

static size_t pick(size_t most)
{
	return 1 + (size_t)rand() % most;
}

/* Feeds `in` in pieces of at most `most` bytes. */
static void feed(const struct str *in, size_t most, struct str *out)
{
	RedactStream *s = redact_stream_new();

	for (size_t at = 0; at < in->length;) {
		size_t n = pick(most);

		n = n < in->length - at ? n : in->length - at;
		redact_stream_feed(s, in->text + at, n, out);
		at += n;
	}
	redact_stream_end(s, out);
	assert_int_equal(redact_stream_held(s), 0);
	redact_stream_free(s);
}

static bool check_stream(const struct str *in, size_t most, const struct str *expected)
{
	struct str out;
	bool good;

	str_init(&out);
	feed(in, most, &out);
	good = out.length == expected->length && !memcmp(out.text, expected->text, out.length);
	if (!good)
		print_error("cut at %zu: %s\nexpected %s\n     saw %s\n", most, in->text,
			    expected->text, out.text);
	str_fini(&out);
	return good;
}

/* Each line by itself and all of them, whole, byte by byte and cut at random. */
static void test_cut_anywhere(void **state)
{
	static const char *const *const lists[] = { secrets, prose };
	static const size_t counts[] = { sizeof(secrets) / sizeof(secrets[0]),
					 sizeof(prose) / sizeof(prose[0]) };
	struct str all, all_out;
	bool good = true;

	(void)state;
	str_init(&all);
	str_init(&all_out);
	for (size_t list = 0; list < 2; list++) {
		for (size_t i = 0; i < counts[list]; i++) {
			struct str in, out;

			str_init(&in);
			str_init(&out);
			split(lists[list][i], &in, &out);
			str_append_string(&in, i % 2 ? "\r\n" : "\n");
			str_append_string(&out, i % 2 ? "\r\n" : "\n");
			good &= check_stream(&in, 1, &out);
			good &= check_stream(&in, SIZE_MAX, &out);
			str_append(&all, in.text, in.length);
			str_append(&all_out, out.text, out.length);
			str_fini(&in);
			str_fini(&out);
		}
	}
	for (size_t most = 1; good && most < 100000; most = most * 4 + 1)
		good &= check_stream(&all, most, &all_out);
	assert_true(good);
	str_fini(&all);
	str_fini(&all_out);
}

static void check_bytes(const char *in, size_t n, const char *expected)
{
	for (size_t most = 1; most < 100; most = most * 2 + 1) {
		struct str bytes, wanted;

		str_init(&bytes);
		str_init(&wanted);
		str_append(&bytes, in, n);
		str_append_string(&wanted, expected);
		assert_true(check_stream(&bytes, most, &wanted));
		str_fini(&bytes);
		str_fini(&wanted);
	}
}

#define CHECK_BYTES(in, expected) check_bytes(in, sizeof(in) - 1, expected)

static void test_sequences(void **state)
{
	(void)state;
	CHECK_BYTES("a \033[1;31mpass\033[0mword 7 \033[7m08224\033[0m55D0A16\033[K rest\n",
		    "a \033[1;31mpass\033[0mword 7 \033[7m" REDACT_MARK "\033[0m\033[K rest\n");
	/* What moves the cursor parts words. */
	CHECK_BYTES("\033[2;3Hpassword 7 0822455D0A16\033[3;1Hrest of it",
		    "\033[2;3Hpassword 7 " REDACT_MARK "\033[3;1Hrest of it");
	CHECK_BYTES("password\033[5;1H incorrect", "password\033[5;1H incorrect");
	CHECK_BYTES("key 7 0822\b\b", "key 7 " REDACT_MARK "\b\b");
	CHECK_BYTES("x\033", "x\033");
	CHECK_BYTES("key 7 0822\377\361 and\n", "key 7 " REDACT_MARK "\377\361 and\n");
}

/* What is typed and taken back: neither it nor what is typed then stands there. */
static void test_edits(void **state)
{
	(void)state;
	CHECK_BYTES("# username bob secret TopX\b \bSecret rest\r\n",
		    "# username bob secret " REDACT_MARK " rest\r\n");
	CHECK_BYTES("# enable secret Top\b\b\b   \b\b\bSecret\r\n",
		    "# enable secret " REDACT_MARK "\r\n");
	CHECK_BYTES("# enable secret TopX\177Secret\r\n", "# enable secret " REDACT_MARK "\r\n");
	CHECK_BYTES("# enable secret Top\027Secret\r\n", "# enable secret " REDACT_MARK "\r\n");
	CHECK_BYTES("# show\025enable secret Secret\r\n",
		    "# show\025enable secret " REDACT_MARK "\r\n");
	CHECK_BYTES("# enable secret Tpo\033[2D\033[1Dop\r\n",
		    "# enable secret " REDACT_MARK "\033[2D\033[1D\r\n");
	/* The word before it. */
	CHECK_BYTES("# enable secrt\b \bet Top\r\n", "# enable secrt\b \bet " REDACT_MARK "\r\n");
	CHECK_BYTES("# enable secrt\177et Top\r\n", "# enable secrt\177et " REDACT_MARK "\r\n");
	CHECK_BYTES("# enable secrt\033[Det Top\r\n", "# enable secrt\033[Det " REDACT_MARK "\r\n");
	CHECK_BYTES("# enable secrt\b \bet X\b \bTop\r\n",
		    "# enable secrt\b \bet " REDACT_MARK "\r\n");
	/* What is put in before the end of a line, which the device shows again. */
	CHECK_BYTES("# enable secret Secre\b\b\bXcre\b\b\bYcre\b\b\b\r\n",
		    "# enable secret " REDACT_MARK "\b\b\b\r\n");
	/* What nobody sees. */
	CHECK_BYTES("enable secret To\0p\as\016ecret\017 rest\n",
		    "enable secret " REDACT_MARK "\017 rest\n");
	CHECK_BYTES("is\b \bt is\b\b no secret here\n", "is\b \bt is\b\b no secret here\n");
}

static const char key[] = "see\n-----BEGIN RSA PRIVATE KEY-----\n"
			  "Proc-Type: 4,ENCRYPTED\n"
			  "\n"
			  "MIIEpAIBAAKCAQEAx0\n"
			  "  abcd+/==\r\n"
			  "-----END RSA PRIVATE KEY-----\n"
			  "after it\n";

static void test_private_key(void **state)
{
	(void)state;
	check_bytes(key, sizeof(key) - 1,
		    "see\n-----BEGIN RSA PRIVATE KEY-----\n" REDACT_MARK "\n\n" REDACT_MARK
		    "\n  " REDACT_MARK "\r\n-----END RSA PRIVATE KEY-----\nafter it\n");
	CHECK_BYTES("x: \"-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\"\nnext\n",
		    "x: \"-----BEGIN PRIVATE KEY-----" REDACT_MARK
		    "-----END PRIVATE KEY-----\"\nnext\n");
	/* What can't be of a key ends one that was cut off. */
	CHECK_BYTES("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\nroot@host:~# ls\nfile\n",
		    "-----BEGIN OPENSSH PRIVATE KEY-----\n" REDACT_MARK
		    "\nroot@host:~# ls\nfile\n");
}

/* Rules that were made once serve texts that have nothing to do with each other. */
static void test_restart(void **state)
{
	static const char head[] = "-----BEGIN PRIVATE KEY-----", body[] = "MIIEpAIBAAKCAQEAx0";
	RedactRules *r = redact_rules_new();
	struct str out;

	(void)state;
	str_init(&out);
	redact_rules_line(r, head, sizeof(head) - 1, &out);
	str_clear(&out);
	assert_true(redact_rules_line(r, body, sizeof(body) - 1, &out));
	assert_string_equal(out.text, REDACT_MARK);
	redact_rules_restart(r);
	str_clear(&out);
	assert_false(redact_rules_line(r, body, sizeof(body) - 1, &out));
	assert_string_equal(out.text, body);
	str_fini(&out);
	redact_rules_free(r);
}

#define KEY_LINE "MIIEpAIBAAKCAQEAx0123456789abcdefghijklmnopqrstuv+/ABCDEFGHIJKLM\r\n"
#define KEY_SHOWN REDACT_MARK "\r\n"

/* What stands in the middle of a key doesn't end it. */
static void test_interrupted_key(void **state)
{
	static const char *const between[] = {
		"<--- More --->\r              \r",
		" ---(more 30%)---\r                  \r",
		"*Mar  1 00:00:07.3: %SYS-5-CONFIG_I: Configured by bob (x)\r\n",
		"[1]+ Done\r\n# ls\r\nfile\r\n",
		"\r\n \r\n",
	};
	static const char head[] = "-----BEGIN RSA PRIVATE KEY-----\r\n";
	static const char rest[] = "-----END RSA PRIVATE KEY-----\r\nafter it\r\n";

	(void)state;
	for (size_t i = 0; i < sizeof(between) / sizeof(between[0]); i++) {
		struct str in, out;

		str_init(&in);
		str_init(&out);
		str_append_format(&in, "%s%s%s%s%s", head, KEY_LINE, between[i], KEY_LINE, rest);
		str_append_format(&out, "%s%s%s%s%s", head, KEY_SHOWN, between[i], KEY_SHOWN, rest);
		check_bytes(in.text, in.length, out.text);
		str_fini(&in);
		str_fini(&out);
	}
	/* In the middle of a line, a bell, and what belongs to a key beside other words. */
	CHECK_BYTES(
		"-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEAx0*Mar 1 00:00: x\nq23456789abcdef0\n"
		"\ais\n" KEY_LINE "AB\aCD\nand\n",
		"-----BEGIN PRIVATE KEY-----\n" REDACT_MARK "*Mar 1 00:00: x\n" REDACT_MARK
		"\n\ais\n" KEY_SHOWN REDACT_MARK "\n" REDACT_MARK "\n");
	CHECK_BYTES(
		"\"-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\"} is (x)\nnext\n",
		"\"-----BEGIN PRIVATE KEY-----\n" REDACT_MARK
		"\n-----END PRIVATE KEY-----\"} is (x)\nnext\n");
	CHECK_BYTES("-----BEGIN PRIVATE KEY-----\nabc-----END PRIVATE KEY-----\"} is (x)\nnext\n",
		    "-----BEGIN PRIVATE KEY-----\n" REDACT_MARK
		    "-----END PRIVATE KEY-----\"} is (x)\nnext\n");
}

/* A key that was broken off ends at last. */
static void test_broken_key(void **state)
{
	static const char word[] = "Abcdefghijklmnopqrst\n";
	RedactRules *r = redact_rules_new();
	unsigned lines = 0;
	size_t count;

	(void)state;
	redact_rules_find(r, "-----BEGIN PRIVATE KEY-----", 27, &count);
	redact_rules_find(r, "# ls", 4, &count);
	do {
		redact_rules_find(r, word, sizeof(word) - 2, &count);
	} while (count && ++lines < 1000);
	assert_in_range(lines, 1, 50);
	redact_rules_free(r);
}

/* What a peer asks with, and what is no secret, isn't held back. */
static void test_passes_at_once(void **state)
{
	static const char *const open[] = {
		"login: ",      "Password: ",  "Enter the secret: ",
		"R1#show key ", "monkey busi", "it is a secret",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
		RedactStream *s = redact_stream_new();
		struct str out;

		str_init(&out);
		for (const char *at = open[i]; *at; at++)
			redact_stream_feed(s, at, 1, &out);
		assert_string_equal(out.text, open[i]);
		str_fini(&out);
		redact_stream_free(s);
	}
}

/* Lines without an end, and a secret that is longer than what is held. */
static void test_long(void **state)
{
	RedactStream *s = redact_stream_new();
	struct str in, out;

	(void)state;
	str_init(&in);
	str_init(&out);
	for (size_t i = 0; i < 50000; i++)
		str_append_char(&in, i % 61 ? 'x' : ' ');
	str_append_string(&in, " password 7 AAAAAAAA1");
	for (size_t at = 0; at < in.length; at += 1000)
		redact_stream_feed(s, in.text + at, in.length - at < 1000 ? in.length - at : 1000,
				   &out);
	assert_int_equal(out.length, in.length - strlen("7 AAAAAAAA1"));
	for (size_t i = 0; i < 5000; i++)
		redact_stream_feed(s, "B1B1B1B1B1", 10, &out);
	redact_stream_feed(s, " end\n", 5, &out);
	assert_null(strstr(out.text, "AAA"));
	if (strstr(out.text, "B1"))
		print_error("%.300s\n", strstr(out.text, "B1") - 100);
	assert_null(strstr(out.text, "B1"));
	assert_non_null(strstr(out.text, " password 7 " REDACT_MARK " end\n"));
	str_fini(&in);
	str_fini(&out);
	redact_stream_free(s);
}

/* A line with more words than can be looked at is redacted as a whole, in a bounded time. */
static void test_hostile(void **state)
{
	static const char *const parts[] = {
		"snmp-server host ", "radius key ",      "username x password ", "://a:",
		"\"password\":\"",   "auth md5 x priv ", "\"password\":{",       "\"tokens\":[\"",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct str in, out;
		RedactRules *r = redact_rules_new();

		str_init(&in);
		str_init(&out);
		while (in.length < 60000)
			str_append_string(&in, parts[i]);
		redact_rules_line(r, in.text, in.length, &out);
		assert_true(out.length < 2 * in.length);
		str_fini(&in);
		str_fini(&out);
		redact_rules_free(r);
	}
}

static void test_table(void **state)
{
	(void)state;
	assert_true(redact_table_count <= REDACT_RULES_MAX);
	assert_null(redact_table[0].expression);
	for (size_t i = 1; i < redact_table_count; i++) {
		const char *text = redact_table[i].expression;
		struct err e;
		Regex *r = regex_new(text, strlen(text), true, NULL, &e);

		if (!r)
			print_error("rule %zu, %s: %s\n", i, text, e.text);
		assert_non_null(r);
		assert_true(regex_count(r) > 1 && regex_count(r) <= 24);
		/* What may begin anywhere looks ahead no further than a statement goes. */
		assert_true(*text == '^' || !strstr(text, ".*"));
		assert_non_null(redact_table[i].words[0]);
		for (size_t at = 0; at < REDACT_WORDS && redact_table[i].words[at]; at++)
			assert_true(strlen(redact_table[i].words[at]) >= REDACT_WORD_MIN);
		regex_free(r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_secrets),      cmocka_unit_test(test_prose),
		cmocka_unit_test(test_cut_anywhere), cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_private_key),  cmocka_unit_test(test_edits),
		cmocka_unit_test(test_restart),      cmocka_unit_test(test_passes_at_once),
		cmocka_unit_test(test_long),         cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_table),        cmocka_unit_test(test_interrupted_key),
		cmocka_unit_test(test_broken_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
