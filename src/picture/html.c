#include "picture/html.h"

#include "picture/css.h"
#include "picture/escape.h"
#include "base/poison.h"

const char html_head[] = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
			 "<title>hail</title>\n<style>\n"
			 "body { background: #111; color: #ccc; font-family: monospace }\n"
			 "div { white-space: pre-wrap }\n"
			 "time { color: #888 }\n"
			 ".sent { font-weight: bold }\n"
			 ".notice { font-style: italic; color: #999 }\n"
			 "</style>\n</head>\n<body>\n";

void html_put_line(struct str *out, const char *text, const struct terminal_run *runs, size_t count)
{
	struct str style;

	str_init(&style);
	for (size_t i = 0; i < count; i++) {
		str_clear(&style);
		css_put_style(&style, &runs[i].style);
		if (style.length) {
			str_append_string(out, "<span style=\"");
			escape_put(out, style.text, style.length);
			str_append_string(out, "\">");
		}
		escape_put(out, text + runs[i].start, runs[i].length);
		if (style.length)
			str_append_string(out, "</span>");
	}
	str_fini(&style);
}
