/*
 * A choice between on, off and what the program finds right.
 */
#ifndef HAIL_BASE_TRI_H
#define HAIL_BASE_TRI_H

enum tri { TRI_AUTO, TRI_ON, TRI_OFF };

#endif
