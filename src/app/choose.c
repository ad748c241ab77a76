#include "app/choose.h"

#include "app/program.h"
#include "app/sessions.h"
#include "base/poison.h"

bool app_choose(App *app, enum option option, const char *value, struct err *e)
{
	const Pane *p = app_current(app);
	const char *host = link_address(pane_link(p))->host;

	if (!options_set(link_options(pane_link(p)), option, value, e))
		return false;
	if (host)
		settings_remember(app_settings(app), host, option, value);
	return app_options_changed(app, e);
}
