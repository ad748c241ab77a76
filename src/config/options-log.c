#include "config/options.h"

#include "config/options-table.h"
#include "log/rotation.h"
#include "base/poison.h"

bool options_log(const Options *o)
{
	return options_choice(o, OPTIONS_LOG) == TRI_ON;
}

enum session_log_format options_log_format(const Options *o)
{
	return (enum session_log_format)options_choice(o, OPTIONS_LOG_FORMAT);
}

void options_log_rotate(const Options *o, uint64_t *bytes, bool *daily)
{
	rotation_parse(options_value(o, OPTIONS_LOG_ROTATE), bytes, daily, NULL);
}

bool options_redact(const Options *o)
{
	return options_choice(o, OPTIONS_REDACT) == TRI_ON;
}
