#include "lens/nmea-table.h"

#include <string.h>

#include "base/poison.h"

#define TIME                            \
	{                               \
		"time", NMEA_TIME, NULL \
	}
#define HALF(name)                     \
	{                              \
		name, NMEA_PLAIN, NULL \
	}
#define LATITUDE { "latitude", NMEA_PLACE, NULL }, HALF("north or south")
#define LONGITUDE { "longitude", NMEA_PLACE, NULL }, HALF("east or west")
#define PLAIN(name)                    \
	{                              \
		name, NMEA_PLAIN, NULL \
	}
#define STATUS                                             \
	{                                                  \
		"status", NMEA_WORD, "A=valid;V=not valid" \
	}
#define MODE                                                                                  \
	{                                                                                     \
		"mode", NMEA_WORD,                                                            \
			"A=autonomous;D=differential;E=estimated;F=float RTK;M=manual;N=not " \
			"valid;P=precise;R="                                                  \
			"RTK;S=simulator"                                                     \
	}

static const struct nmea_sentence sentences[] = {
	{ "DBT",
	  "depth below the transducer",
	  { PLAIN("depth in feet"), PLAIN("unit"), PLAIN("depth in metres"), PLAIN("unit"),
	    PLAIN("depth in fathoms"), PLAIN("unit") },
	  0,
	  0 },
	{ "DPT",
	  "depth of water",
	  { PLAIN("depth in metres"), PLAIN("offset"), PLAIN("range") },
	  0,
	  0 },
	{ "GGA",
	  "fix",
	  { TIME,
	    LATITUDE,
	    LONGITUDE,
	    { "quality", NMEA_WORD,
	      "0=no fix;1=GPS;2=differential;3=PPS;4=RTK;5=float RTK;6=estimated;7=manual;8="
	      "simulator" },
	    PLAIN("satellites"),
	    PLAIN("HDOP"),
	    PLAIN("altitude"),
	    PLAIN("unit"),
	    PLAIN("geoid height"),
	    PLAIN("unit"),
	    PLAIN("age of correction"),
	    PLAIN("station") },
	  0,
	  0 },
	{ "GLL", "position", { LATITUDE, LONGITUDE, TIME, STATUS, MODE }, 0, 0 },
	{ "GNS",
	  "fix of several systems",
	  { TIME, LATITUDE, LONGITUDE, PLAIN("modes"), PLAIN("satellites"), PLAIN("HDOP"),
	    PLAIN("altitude"), PLAIN("geoid height"), PLAIN("age of correction"), PLAIN("station"),
	    PLAIN("status") },
	  0,
	  0 },
	{ "GSA",
	  "active satellites",
	  { { "selection", NMEA_WORD, "A=automatic;M=manual" },
	    { "fix", NMEA_WORD, "1=none;2=2D;3=3D" },
	    PLAIN("satellite 1"),
	    PLAIN("satellite 2"),
	    PLAIN("satellite 3"),
	    PLAIN("satellite 4"),
	    PLAIN("satellite 5"),
	    PLAIN("satellite 6"),
	    PLAIN("satellite 7"),
	    PLAIN("satellite 8"),
	    PLAIN("satellite 9"),
	    PLAIN("satellite 10"),
	    PLAIN("satellite 11"),
	    PLAIN("satellite 12"),
	    PLAIN("PDOP"),
	    PLAIN("HDOP"),
	    PLAIN("VDOP"),
	    PLAIN("system") },
	  0,
	  0 },
	{ "GST",
	  "errors of the position",
	  { TIME, PLAIN("RMS"), PLAIN("major axis"), PLAIN("minor axis"), PLAIN("orientation"),
	    PLAIN("latitude error"), PLAIN("longitude error"), PLAIN("altitude error") },
	  0,
	  0 },
	{ "GSV",
	  "satellites in view",
	  { PLAIN("sentences"), PLAIN("sentence"), PLAIN("in view"), PLAIN("satellite"),
	    PLAIN("elevation"), PLAIN("azimuth"), PLAIN("SNR") },
	  3,
	  4 },
	{ "HDG",
	  "magnetic heading",
	  { PLAIN("heading"), PLAIN("deviation"), HALF("east or west"), PLAIN("variation"),
	    HALF("east or west") },
	  0,
	  0 },
	{ "HDT", "true heading", { PLAIN("heading"), PLAIN("true") }, 0, 0 },
	{ "MTW", "temperature of water", { PLAIN("temperature"), PLAIN("unit") }, 0, 0 },
	{ "MWV",
	  "wind",
	  { PLAIN("angle"),
	    { "reference", NMEA_WORD, "R=relative;T=true" },
	    PLAIN("speed"),
	    { "unit", NMEA_WORD, "K=km/h;M=m/s;N=knots;S=mph" },
	    STATUS },
	  0,
	  0 },
	{ "RMC",
	  "recommended minimum",
	  { TIME,
	    STATUS,
	    LATITUDE,
	    LONGITUDE,
	    PLAIN("speed in knots"),
	    PLAIN("course"),
	    { "date", NMEA_DATE, NULL },
	    PLAIN("variation"),
	    HALF("east or west"),
	    MODE,
	    PLAIN("navigation status") },
	  0,
	  0 },
	{ "TXT",
	  "text",
	  { PLAIN("sentences"), PLAIN("sentence"), PLAIN("kind"), PLAIN("text") },
	  0,
	  0 },
	{ "VDM",
	  "AIS of others",
	  { PLAIN("fragments"),
	    PLAIN("fragment"),
	    PLAIN("sequence"),
	    PLAIN("channel"),
	    { "payload", NMEA_AIS, NULL },
	    PLAIN("fill bits") },
	  0,
	  0 },
	{ "VDO",
	  "AIS of one's own",
	  { PLAIN("fragments"),
	    PLAIN("fragment"),
	    PLAIN("sequence"),
	    PLAIN("channel"),
	    { "payload", NMEA_AIS, NULL },
	    PLAIN("fill bits") },
	  0,
	  0 },
	{ "VHW",
	  "speed through water",
	  { PLAIN("true heading"), PLAIN("true"), PLAIN("magnetic heading"), PLAIN("magnetic"),
	    PLAIN("speed in knots"), PLAIN("unit"), PLAIN("speed in km/h"), PLAIN("unit") },
	  0,
	  0 },
	{ "VTG",
	  "course and speed over ground",
	  { PLAIN("true course"), PLAIN("true"), PLAIN("magnetic course"), PLAIN("magnetic"),
	    PLAIN("speed in knots"), PLAIN("unit"), PLAIN("speed in km/h"), PLAIN("unit"), MODE },
	  0,
	  0 },
	{ "ZDA",
	  "time and date",
	  { TIME, PLAIN("day"), PLAIN("month"), PLAIN("year"), PLAIN("zone hours"),
	    PLAIN("zone minutes") },
	  0,
	  0 },
};

static const char *const talkers[][2] = {
	{ "AI", "AIS" },     { "BD", "BeiDou" },        { "CC", "computer" },
	{ "EC", "ECDIS" },   { "GA", "Galileo" },       { "GB", "BeiDou" },
	{ "GI", "NavIC" },   { "GL", "GLONASS" },       { "GN", "several systems" },
	{ "GP", "GPS" },     { "GQ", "QZSS" },          { "HC", "compass" },
	{ "HE", "gyro" },    { "II", "instruments" },   { "IN", "navigation" },
	{ "RA", "radar" },   { "SD", "depth sounder" }, { "VW", "log" },
	{ "WI", "weather" },
};

const struct nmea_sentence *nmea_find(const char *type, size_t n)
{
	for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++)
		if (n == 3 && memcmp(sentences[i].type, type, n) == 0)
			return &sentences[i];
	return NULL;
}

const char *nmea_talker(const char *talker, size_t n)
{
	for (size_t i = 0; i < sizeof(talkers) / sizeof(talkers[0]); i++)
		if (n == 2 && memcmp(talkers[i][0], talker, n) == 0)
			return talkers[i][1];
	return NULL;
}
