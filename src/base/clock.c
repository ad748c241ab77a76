#include "base/clock.h"

#include <stdio.h>
#include <time.h>

#include "base/poison.h"

static int64_t clock_ms(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_mono_ms(void)
{
	return clock_ms(CLOCK_MONOTONIC);
}

int64_t clock_mono_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t clock_wall_ms(void)
{
	return clock_ms(CLOCK_REALTIME);
}

const char *clock_stamp(int64_t wall, char out[CLOCK_STAMP])
{
	time_t seconds = (time_t)(wall / 1000);
	struct tm tm;
	size_t n;

	localtime_r(&seconds, &tm);
	n = strftime(out, CLOCK_STAMP, "%Y-%m-%d %H:%M:%S", &tm);
	snprintf(out + n, CLOCK_STAMP - n, ".%03d", (int)(wall % 1000));
	return out;
}

const char *clock_time(int64_t wall, char out[CLOCK_STAMP])
{
	time_t seconds = (time_t)(wall / 1000);
	struct tm tm;

	localtime_r(&seconds, &tm);
	strftime(out, CLOCK_STAMP, "%H:%M:%S", &tm);
	return out;
}
