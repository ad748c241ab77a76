#include "config/options.h"

#include "base/poison.h"

static void list_one(const Options *o, enum option option, struct str *out)
{
	const struct option_row *row = options_row(option);
	struct str value;

	str_append_format(out, "  %-19s ", row->name);
	if (o) {
		str_init(&value);
		options_show(o, option, &value);
		str_append_format(out, "%-16s ", value.text);
		str_fini(&value);
	}
	str_append_format(out, "%s\n", row->text);
}

void options_list(const Options *o, struct str *out)
{
	for (int topic = OPTIONS_ABOUT_NOTHING + 1; topic < OPTIONS_TOPICS; topic++) {
		str_append_format(out, "%s%s\n", topic > OPTIONS_ABOUT_NOTHING + 1 ? "\n" : "",
				  options_topic((enum option_topic)topic));
		for (int i = 0; i < OPTIONS_COUNT; i++) {
			if ((int)options_row((enum option)i)->topic == topic)
				list_one(o, (enum option)i, out);
		}
	}
}
