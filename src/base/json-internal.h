/*
 * What the files of json.h share: how a number is told from a string.
 */
#ifndef HAIL_BASE_JSON_INTERNAL_H
#define HAIL_BASE_JSON_INTERNAL_H

/*
 * The library would turn numbers into its own, so it gets each as a string that begins with a mark;
 * a string, or name, that begins with that character gets one more.
 */
#define JSON_MARK '\x01'

/* Has the library wipe what it frees, since values may be secrets. Before it makes the first one.
 */
void json_wipe_freed(void);

#endif
