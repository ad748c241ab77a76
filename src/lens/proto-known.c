#include "lens/proto-known.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "lens/utc.h"
#include "base/poison.h"

static const long long DURATION_MOST = 315576000000, NANOS = 999999999;

/* A number of the object, which may be a string; 0 if it isn't there. */
static long long member(const Json *j, const char *name)
{
	const Json *value = json_member(j, name);
	const char *text;
	size_t n;

	text = value ? json_text(value, &n) : NULL;
	return text ? strtoll(text, NULL, 10) : 0;
}

static bool timestamp(const Json *j, struct str *out)
{
	long long nanos = member(j, "nanos");

	return nanos >= 0 && nanos <= NANOS &&
	       utc_append(member(j, "seconds"), (uint32_t)nanos, out);
}

static bool duration(const Json *j, struct str *out)
{
	long long seconds = member(j, "seconds"), nanos = member(j, "nanos");

	if (seconds < -DURATION_MOST || seconds > DURATION_MOST || nanos < -NANOS ||
	    nanos > NANOS || (seconds < 0 && nanos > 0) || (seconds > 0 && nanos < 0))
		return false;
	str_append_format(out, "%s%lld", seconds < 0 || nanos < 0 ? "-" : "",
			  seconds < 0 ? -seconds : seconds);
	utc_append_fraction((uint32_t)(nanos < 0 ? -nanos : nanos), out);
	str_append_char(out, 's');
	return true;
}

/* `j` itself, or the text that it is. */
static Json *as_text(Json *j, bool (*form)(const Json *j, struct str *out))
{
	struct str text;
	Json *made = j;

	str_init(&text);
	if (form(j, &text)) {
		made = json_new_string(text.text, text.length);
		json_free(j);
	}
	str_fini(&text);
	return made;
}

/* The member `name` in place of the object; `otherwise`, which it owns, where it isn't there. */
static Json *only(Json *j, const char *name, Json *otherwise)
{
	const Json *value = json_member(j, name);
	Json *made = value ? json_clone(value) : otherwise;

	if (value)
		json_free(otherwise);
	json_free(j);
	return made;
}

/* What a wrapper without a value stands for. */
static Json *wrapped_default(const char *name)
{
	if (strcmp(name, "BoolValue") == 0)
		return json_new_boolean(false);
	if (strcmp(name, "StringValue") == 0 || strcmp(name, "BytesValue") == 0)
		return json_new_text("");
	if (strcmp(name, "Int64Value") == 0 || strcmp(name, "UInt64Value") == 0)
		return json_new_text("0");
	return json_new_integer(0);
}

static Json *value(Json *j)
{
	static const char *const names[] = { "nullValue", "numberValue", "stringValue",
					     "boolValue", "structValue", "listValue" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (json_member(j, names[i]))
			return only(j, names[i], json_new_null());
	}
	return j;
}

Json *proto_known(const struct schema_type *t, Json *j)
{
	static const char package[] = "google.protobuf.";
	static const char *const wrappers[] = {
		"DoubleValue", "FloatValue",  "Int64Value", "UInt64Value", "Int32Value",
		"UInt32Value", "StringValue", "BytesValue", "BoolValue",
	};
	const char *name = t->name + sizeof(package) - 1;

	if (strncmp(t->name, package, sizeof(package) - 1) != 0)
		return j;
	if (strcmp(name, "Timestamp") == 0)
		return as_text(j, timestamp);
	if (strcmp(name, "Duration") == 0)
		return as_text(j, duration);
	if (strcmp(name, "Struct") == 0)
		return only(j, "fields", json_new_object());
	if (strcmp(name, "ListValue") == 0)
		return only(j, "values", json_new_array());
	if (strcmp(name, "Value") == 0)
		return value(j);
	for (size_t i = 0; i < sizeof(wrappers) / sizeof(wrappers[0]); i++) {
		if (strcmp(name, wrappers[i]) == 0)
			return only(j, "value", wrapped_default(name));
	}
	return j;
}
