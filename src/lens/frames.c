/* What stands in frames of any kind: text as a line, everything else as hex. */
#include "lens/hex-rows.h"
#include "lens/lens-table.h"
#include "lens/payload.h"
#include "base/poison.h"

static void show(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		 const char *bytes, size_t n, struct lens_text *out)
{
	(void)scan;
	(void)o;
	(void)d;
	lens_format(out, LENS_NUMBER, "%zu", n);
	lens_put_string(out, LENS_DIM, n == 1 ? " byte" : " bytes");
	if (payload_is_text(bytes, n)) {
		lens_put_string(out, LENS_DIM, ": ");
		lens_put_peer(out, LENS_STRING, bytes, n);
		lens_newline(out);
	} else {
		lens_newline(out);
		hex_rows(bytes, n, 0, 2, out);
	}
}

static Json *tree(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		  const char *bytes, size_t n, bool *wrong)
{
	Json *j = json_new_object();
	struct str hex;

	(void)wrong;
	(void)scan;
	(void)o;
	(void)d;
	json_put(j, "length", json_new_integer((long long)n));
	if (payload_is_text(bytes, n)) {
		json_put(j, "text", json_new_string(bytes, n));
		return j;
	}
	str_init(&hex);
	hex_append(bytes, n, &hex);
	json_put(j, "hex", json_new_string(hex.text, hex.length));
	str_fini(&hex);
	return j;
}

const struct lens_row lens_frames = {
	.name = "frames",
	.summary = "frames by the option frame: text as a line, everything else as hex",
	.needs_frame = true,
	.show = show,
	.tree = tree,
};
