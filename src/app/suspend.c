#include "app/suspend.h"

#include <signal.h>

#include "app/program.h"
#include "app/sessions.h"
#include "base/poison.h"

void app_take_terminal(App *app)
{
	display_enter(app_display(app));
	app_resize(app);
}

void app_suspend(App *app)
{
	struct sigaction stop = { .sa_handler = SIG_DFL };
	struct sigaction ours;

	display_leave(app_display(app));
	sigemptyset(&stop.sa_mask);
	sigaction(SIGTSTP, &stop, &ours);
	raise(SIGTSTP);
	sigaction(SIGTSTP, &ours, NULL);
	app_take_terminal(app);
}
