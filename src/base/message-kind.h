/*
 * What a sentence for the user is: told in passing, or of something that went wrong.
 */
#ifndef HAIL_BASE_MESSAGE_KIND_H
#define HAIL_BASE_MESSAGE_KIND_H

enum message_kind {
	MESSAGE_INFO, /* ends by itself or by a key */
	MESSAGE_ERROR, /* stays until a key is pressed */
};

#endif
