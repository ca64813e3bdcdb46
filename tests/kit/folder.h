/*
 * folder.h: a folder of its own for a test that needs files.
 */
#ifndef KIT_FOLDER_H
#define KIT_FOLDER_H

#include "kit.h"

/*
 * A new empty folder under $TMPDIR or /tmp, removed with its files when the program ends. Its
 * path lives as long as the test's arena. The test fails where it cannot be made.
 */
const char *kit_folder(struct test *t);

#endif
