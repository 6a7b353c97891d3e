@NullMarked
package dev.ovation.app.profile;

import org.jspecify.annotations.NullMarked;
