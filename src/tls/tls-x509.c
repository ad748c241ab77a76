#include "tls/tls-x509.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/mem.h"
#include "net/peer-text.h"
#include "tls/tls-names.h"
#include "base/poison.h"

enum { ENTRIES_MAX = 32 };

/* --- Decoding. */

static void append_escaped(struct str *out, const char *text, size_t n)
{
	/* Escapes a value as RFC 4514 section 2.4 says, so that it can't look like the next
	 * attribute. */
	for (size_t i = 0; i < n; i++) {
		if (text[i] && strchr(",+\"\\<>;=", text[i]))
			str_append_char(out, '\\');
		str_append_char(out, text[i]);
	}
}

static void append_value(struct str *out, const ASN1_STRING *value)
{
	unsigned char *utf8 = NULL;
	int n = ASN1_STRING_to_UTF8(&utf8, value);

	if (n >= 0)
		append_escaped(out, (const char *)utf8, (size_t)n);
	else
		str_append_char(out, '?');
	OPENSSL_free(utf8);
	ERR_clear_error();
}

static char *printable(const char *text, size_t n)
{
	struct str out;

	str_init(&out);
	peer_text_append(&out, text, n, CERTIFICATE_TEXT_MAX);
	return str_take(&out);
}

/* The last entry, usually the common name, first. */
static char *name_text(const X509_NAME *name)
{
	int count = X509_NAME_entry_count(name);
	struct str raw;
	char *text;

	str_init(&raw);
	for (int i = count - 1; i >= 0 && i >= count - ENTRIES_MAX; i--) {
		const X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, i);
		char type[80];
		int nid = OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry));

		if (nid != NID_undef)
			snprintf(type, sizeof(type), "%s", OBJ_nid2sn(nid));
		else if (OBJ_obj2txt(type, sizeof(type), X509_NAME_ENTRY_get_object(entry), 1) <= 0)
			snprintf(type, sizeof(type), "?");
		str_append_format(&raw, "%s%s=", raw.length ? ", " : "", type);
		append_value(&raw, X509_NAME_ENTRY_get_data(entry));
	}
	text = printable(raw.text, raw.length);
	str_fini(&raw);
	return text;
}

static char *address_text(const ASN1_OCTET_STRING *ip)
{
	int n = ASN1_STRING_length(ip);
	char text[INET6_ADDRSTRLEN];

	if ((n != 4 && n != 16) ||
	    !inet_ntop(n == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(ip), text, sizeof(text)))
		return mem_strdup("IP:?");
	return mem_strdup(text);
}

static char *labelled(const char *label, const ASN1_STRING *value)
{
	struct str raw;
	char *text;

	str_init(&raw);
	str_append_string(&raw, label);
	str_append(&raw, (const char *)ASN1_STRING_get0_data(value),
		   (size_t)ASN1_STRING_length(value));
	text = printable(raw.text, raw.length);
	str_fini(&raw);
	return text;
}

static char *general_name_text(const GENERAL_NAME *name)
{
	switch (name->type) {
	case GEN_DNS: return labelled("", name->d.dNSName);
	case GEN_IPADD: return address_text(name->d.iPAddress);
	case GEN_EMAIL: return labelled("email:", name->d.rfc822Name);
	case GEN_URI: return labelled("URI:", name->d.uniformResourceIdentifier);
	case GEN_DIRNAME: return name_text(name->d.directoryName);
	default: return mem_strdup("(another kind of name)");
	}
}

static void decode_names(const X509 *x, struct certificate *out)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
	int count = names ? sk_GENERAL_NAME_num(names) : 0;

	for (int i = 0; i < count; i++) {
		if (out->name_count == CERTIFICATE_NAMES_MAX) {
			out->names_left_out = (size_t)(count - i);
			break;
		}
		out->names[out->name_count++] = general_name_text(sk_GENERAL_NAME_value(names, i));
	}
	GENERAL_NAMES_free(names);
}

static int64_t time_seconds(const ASN1_TIME *t)
{
	struct tm tm;

	if (!t || !ASN1_TIME_to_tm(t, &tm))
		return CERTIFICATE_NO_TIME;
	return timegm(&tm);
}

static void decode_key(X509 *x, struct certificate *out)
{
	EVP_PKEY *key = X509_get0_pubkey(x);
	const char *type = key ? EVP_PKEY_get0_type_name(key) : NULL;
	char group[40];

	out->key_security = -1;
	snprintf(out->key_type, sizeof(out->key_type), "%s", type ? type : "unknown");
	if (!key)
		return;
	if (EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_group_name(key, group, sizeof(group), NULL))
		snprintf(out->key_type, sizeof(out->key_type), "EC %.20s",
			 strcmp(group, "prime256v1") == 0 ? "P-256" : group);
	out->key_bits = (unsigned)EVP_PKEY_get_bits(key);
	if (EVP_PKEY_get_security_bits(key) > 0)
		out->key_security = EVP_PKEY_get_security_bits(key);
}

static void decode_signature(X509 *x, struct certificate *out)
{
	int digest, key, security;
	uint32_t flags;
	const char *name = OBJ_nid2ln(X509_get_signature_nid(x));

	snprintf(out->signature, sizeof(out->signature), "%s",
		 name && X509_get_signature_nid(x) != NID_undef ? name : "unknown");
	out->signature_security = -1;
	if (X509_get_signature_info(x, &digest, &key, &security, &flags) && security > 0)
		out->signature_security = security;
}

static void digest(const unsigned char *bytes, size_t n, struct fingerprint *out)
{
	if (EVP_Digest(bytes, n, out->bytes, NULL, EVP_sha256(), NULL) != 1)
		abort(); /* without SHA-256 nothing here can be right */
}

static bool decode_spki(X509 *x, struct certificate *out)
{
	unsigned char *der = NULL;
	int n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &der);

	if (n > 0)
		digest(der, (size_t)n, &out->spki);
	OPENSSL_free(der);
	return n > 0;
}

bool tls_x509_decode(const unsigned char *der, size_t n, struct certificate *out)
{
	const unsigned char *p = der;
	X509 *x = n && n < INT_MAX ? d2i_X509(NULL, &p, (long)n) : NULL;
	bool good = x && p == der + n;

	*out = (struct certificate){ .name_count = 0 };
	good = good && decode_spki(x, out);
	if (good) {
		out->subject = name_text(X509_get_subject_name(x));
		out->issuer = name_text(X509_get_issuer_name(x));
		decode_names(x, out);
		out->not_before = time_seconds(X509_get0_notBefore(x));
		out->not_after = time_seconds(X509_get0_notAfter(x));
		decode_key(x, out);
		decode_signature(x, out);
		out->self_issued = X509_NAME_cmp(X509_get_subject_name(x),
						 X509_get_issuer_name(x)) == 0;
		out->ca = X509_check_ca(x) != 0;
		digest(der, n, &out->sha256);
	}
	X509_free(x);
	ERR_clear_error();
	return good;
}

/* --- What is wrong with one. */

unsigned tls_x509_problem(int code, bool own)
{
	switch (code) {
	case X509_V_OK: return 0;
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH: return TLS_PROBLEM_WRONG_NAME;
	case X509_V_ERR_CERT_HAS_EXPIRED: return own ? TLS_PROBLEM_EXPIRED : TLS_PROBLEM_CA_DATES;
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return own ? TLS_PROBLEM_NOT_YET_VALID : TLS_PROBLEM_CA_DATES;
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return TLS_PROBLEM_SELF_SIGNED;
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_CERT_UNTRUSTED: return TLS_PROBLEM_UNKNOWN_CA;
	case X509_V_ERR_EE_KEY_TOO_SMALL:
	case X509_V_ERR_CA_KEY_TOO_SMALL: return TLS_PROBLEM_WEAK_KEY;
	case X509_V_ERR_CA_MD_TOO_WEAK: return TLS_PROBLEM_WEAK_SIGNATURE;
	case X509_V_ERR_CERT_SIGNATURE_FAILURE: return TLS_PROBLEM_BAD_SIGNATURE;
	case X509_V_ERR_CERT_REVOKED: return TLS_PROBLEM_REVOKED;
	case X509_V_ERR_INVALID_CA:
	case X509_V_ERR_PATH_LENGTH_EXCEEDED:
	case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
	case X509_V_ERR_CERT_REJECTED:
	case X509_V_ERR_INVALID_PURPOSE: return TLS_PROBLEM_WRONG_USE;
	default: return TLS_PROBLEM_OTHER;
	}
}

bool tls_x509_expect(void *param, const char *host, int64_t wall)
{
	/* A certificate given as an authority is one, whoever signed it. */
	X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN);
	X509_VERIFY_PARAM_set_time(param, (time_t)(wall / 1000));
	/* A common name is no host name (RFC 9525 section 2). */
	X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
						       X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
	if (tls_names_is_address(host))
		return X509_VERIFY_PARAM_set1_ip_asc(param, host) == 1;
	return X509_VERIFY_PARAM_set1_host(param, host, 0) == 1;
}

static void report_certificate(X509 *x, struct tls_report *r)
{
	unsigned char *der = NULL;
	int n = i2d_X509(x, &der);

	if (n > 0 && r->chain_length < TLS_REPORT_CHAIN_MAX &&
	    tls_x509_decode(der, (size_t)n, &r->chain[r->chain_length]))
		r->chain_length++;
	OPENSSL_free(der);
}

void tls_x509_report(const void *chain, struct tls_report *r)
{
	const STACK_OF(X509) *certificates = chain;

	for (int i = 0; certificates && i < sk_X509_num(certificates); i++)
		report_certificate(sk_X509_value(certificates, i), r);
}

/* --- Files. */

/* Says why a file that can be opened is no use, by the library's first complaint. */
static bool fail(const char *what, const char *path, struct err *e)
{
	unsigned long code = ERR_peek_error();
	const char *reason = code ? ERR_reason_error_string(code) : NULL;

	if (access(path, R_OK) != 0)
		err_set(e, ERR_USAGE, "cannot read the %s %s: %s", what, path, strerror(errno));
	else if (ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE)
		err_set(e, ERR_USAGE, "the %s %s holds nothing of that kind in PEM form", what,
			path);
	else
		err_set(e, ERR_USAGE, "cannot use the %s %s: %s", what, path,
			reason ? reason : "it can't be understood");
	ERR_clear_error();
	return false;
}

bool tls_x509_trust(void *ssl_ctx, const char *ca_file, struct err *e)
{
	SSL_CTX *ctx = ssl_ctx;

	ERR_clear_error();
	/* Without a store of the system, only the authorities of the file and the pins count. */
	(void)SSL_CTX_set_default_verify_paths(ctx);
	ERR_clear_error();
	if (ca_file && SSL_CTX_load_verify_file(ctx, ca_file) != 1)
		return fail("file of authorities", ca_file, e);
	ERR_clear_error();
	return true;
}

/* Called when a file asks for a passphrase; the library's own function would ask on the terminal.
 */
static int answer_nothing(char *to, int room, int writing, void *user)
{
	(void)to;
	(void)room;
	(void)writing;
	(void)user;
	return -1;
}

bool tls_x509_use_certificate(void *ssl_ctx, const char *cert_file, struct err *e)
{
	ERR_clear_error();
	SSL_CTX_set_default_passwd_cb(ssl_ctx, answer_nothing);
	if (SSL_CTX_use_certificate_chain_file(ssl_ctx, cert_file) != 1)
		return fail("client certificate", cert_file, e);
	return true;
}

struct question {
	const char *passphrase;
	bool asked;
};

static int answer(char *to, int room, int writing, void *user)
{
	struct question *q = user;
	size_t n = q->passphrase ? strlen(q->passphrase) : 0;

	(void)writing;
	q->asked = true;
	if (!q->passphrase || room < 0 || n > (size_t)room)
		return -1;
	memcpy(to, q->passphrase, n);
	return (int)n;
}

enum tls_key_state tls_x509_use_key(void *ssl_ctx, const char *key_file, const char *passphrase,
				    struct err *e)
{
	SSL_CTX *ctx = ssl_ctx;
	struct question q = { .passphrase = passphrase };
	bool loaded;

	ERR_clear_error();
	SSL_CTX_set_default_passwd_cb(ctx, answer);
	SSL_CTX_set_default_passwd_cb_userdata(ctx, &q);
	loaded = SSL_CTX_use_PrivateKey_file(ctx, key_file, SSL_FILETYPE_PEM) == 1;
	SSL_CTX_set_default_passwd_cb(ctx, answer_nothing);
	SSL_CTX_set_default_passwd_cb_userdata(ctx, NULL);
	if (loaded && SSL_CTX_check_private_key(ctx) == 1)
		return TLS_KEY_READY;
	if (loaded || ERR_GET_REASON(ERR_peek_error()) == X509_R_KEY_VALUES_MISMATCH)
		err_set(e, ERR_USAGE, "the key %s does not belong to the client certificate",
			key_file);
	else if (q.asked && !passphrase)
		err_set(e, ERR_USAGE, "the key %s is encrypted and needs its passphrase", key_file);
	else if (q.asked)
		err_set(e, ERR_USAGE, "the passphrase does not open the key %s", key_file);
	else
		fail("key", key_file, e);
	ERR_clear_error();
	return !loaded && q.asked && !passphrase ? TLS_KEY_LOCKED : TLS_KEY_FAILED;
}

/* --- Made here. */

static bool add_extension(X509 *x, int nid, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
	bool good = extension && X509_add_ext(x, extension, -1) == 1;

	X509_EXTENSION_free(extension);
	return good;
}

/* Fills in and signs an end-entity certificate (RFC 5280 section 4.1) that vouches for itself. */
static bool sign_own(X509 *x, EVP_PKEY *key, const char *host, int64_t wall)
{
	X509_NAME *name = X509_get_subject_name(x);
	time_t now = (time_t)(wall / 1000);
	char names[300];

	snprintf(names, sizeof(names), "DNS:%.250s", host);
	return X509_set_version(x, X509_VERSION_3) == 1 &&
	       ASN1_INTEGER_set_int64(X509_get_serialNumber(x), wall) == 1 &&
	       X509_time_adj_ex(X509_getm_notBefore(x), -1, 0, &now) &&
	       X509_time_adj_ex(X509_getm_notAfter(x), 365, 0, &now) &&
	       X509_set_pubkey(x, key) == 1 &&
	       X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
					  (const unsigned char *)host, -1, -1, 0) == 1 &&
	       X509_set_issuer_name(x, name) == 1 &&
	       add_extension(x, NID_basic_constraints, "critical,CA:FALSE") &&
	       add_extension(x, NID_subject_alt_name, names) && X509_sign(x, key, EVP_sha256()) > 0;
}

void *tls_x509_ctx_accepting(const char *host, int64_t wall, struct err *e)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *x = X509_new();
	bool good = ctx && key && x && sign_own(x, key, host, wall) &&
		    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) == 1 &&
		    SSL_CTX_use_certificate(ctx, x) == 1 && SSL_CTX_use_PrivateKey(ctx, key) == 1;

	X509_free(x);
	EVP_PKEY_free(key);
	if (good) {
		SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_CLEANSE_PLAINTEXT);
		SSL_CTX_set_mode(ctx, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
		return ctx;
	}
	err_set(e, ERR_TLS, "a key for TLS can't be made: %s",
		ERR_reason_error_string(ERR_peek_error()));
	ERR_clear_error();
	SSL_CTX_free(ctx);
	return NULL;
}
